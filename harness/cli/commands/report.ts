import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { exitCodeOf } from '../../core/verdict.ts';
import { readRecord, writeReports } from '../../../reports/index.ts';
import { describeError } from '../describe-error.ts';
import type { Output } from '../output.ts';
import { createStyle } from '../terminal/style.ts';
import { renderVerdict } from '../terminal/verdict-text.ts';
import { givenPath } from '../given-path.ts';

interface ReportOptions {
  readonly out: string;
  readonly json?: boolean;
}

export function addReport(program: Command, output: Output): void {
  program
    .command('report <run>')
    .description('makes the reports of a run again, from its record')
    .option('--out <dir>', 'where runs are kept', givenPath, 'runs')
    .option('--json', 'stdout carries the run record and nothing else')
    .action(async (run: string, { out, json }: ReportOptions) => {
      const place = (await isThere(run)) ? run : join(out, run);
      const record = await readRecord(place);
      const folder = place.endsWith('.json') ? dirname(place) : place;
      const { problems, reportHtml } = await writeReports(folder, record);
      for (const problem of problems) output.log(describeError(problem));
      output.result(
        json === true
          ? `${JSON.stringify(record)}\n`
          : renderVerdict(record, reportHtml, createStyle(process.stdout), process.stdout.columns),
      );
      // Reports are what was asked for.
      process.exitCode = problems[0]?.exitCode ?? exitCodeOf(record.verdict);
    });
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
