export { checkSetting } from './check-setting.ts';
export type { GatewayProxy, ProbeChoice, ProxyRequest } from './gateway-proxy.ts';
export type { Proof } from './probe/index.ts';
export { startToxiproxy, type RunningToxiproxy, type ToxiproxyOptions } from './start-toxiproxy.ts';
export type { NetworkSetting } from './toxic.ts';
