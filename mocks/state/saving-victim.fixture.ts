// A process that pays and saves without a pause, until it is killed.
import { createGateway } from '../process/index.ts';
import { pay } from '../process/shop.fixture.ts';

const [, , path = ''] = process.argv;
const gateway = await createGateway({ dialect: 'stripe', state: path });
const run = `${process.pid}-${Date.now()}`;
for (let round = 0; ; round += 1) {
  for (let order = 0; order < 40; order += 1) await pay(gateway, `${run}-${round}-${order}`);
  process.stdout.write('saving\n');
  gateway.saveState(`${path}.copy`);
  process.stdout.write('saved\n');
}
