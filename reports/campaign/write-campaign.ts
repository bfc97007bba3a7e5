import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CampaignRecord } from '../../harness/core/campaign.ts';
import { reportError } from '../errors.ts';
import { renderCampaignJunit } from './render-campaign-junit.ts';
import { renderCampaignMarkdown } from './render-campaign-markdown.ts';

/**
 * Writes campaign.json first, then its reports.
 *
 * @returns problems of reports, which cost the campaign nothing
 * @throws PaydrillError REPORT_CANNOT_WRITE
 */
export async function writeCampaign(
  folder: string,
  record: CampaignRecord,
): Promise<readonly string[]> {
  const path = join(folder, 'campaign.json');
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(`${path}.partial`, `${JSON.stringify(record, null, 2)}\n`);
    await rename(`${path}.partial`, path);
  } catch (cause) {
    throw reportError('REPORT_CANNOT_WRITE', { path, reason: messageOf(cause) }, { cause });
  }
  const problems: string[] = [];
  for (const [file, render] of REPORTS) {
    try {
      await writeFile(join(folder, file), render(record));
    } catch (cause) {
      problems.push(`${file}: ${messageOf(cause)}`);
    }
  }
  return problems;
}

const REPORTS = [
  ['campaign.md', renderCampaignMarkdown],
  ['junit.xml', renderCampaignJunit],
] as const;

const messageOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);
