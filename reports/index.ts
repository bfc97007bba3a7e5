export { REPORT_ERRORS } from './errors.ts';
export { recordJsonSchema, parseRunRecord } from './json/record-schema.ts';
export { renderHtml } from './html/render-html.ts';
export { renderJunit } from './junit/render-junit.ts';
export { renderMarkdown } from './markdown/render-markdown.ts';
export { describeEvent } from './model/describe-event.ts';
export { formatFaultCount } from './model/fault-count.ts';
export {
  formatCount,
  formatFigure,
  formatMoment,
  formatMs,
  formatRatio,
  formatRunTime,
} from './model/format.ts';
export {
  brokenInvariants,
  describeObjective,
  goodputLine,
  heldInvariants,
  meaningOf,
  moneyHarm,
  moneyLine,
  moneyNotKnown,
  OUTCOME_WORDS,
  testedWith,
  titleOf,
  unjudgedInvariants,
} from './model/summary.ts';
export {
  readRecord,
  writeEvents,
  writeRecord,
  writeReports,
  type WrittenReports,
} from './write/write-run.ts';
export { campaignJsonSchema, parseCampaignRecord } from './campaign/campaign-schema.ts';
export {
  campaignHeadline,
  coveredStates,
  failureLines,
  formatTraffic,
  neverReachedLines,
  pairsLine,
  speedLine,
} from './campaign/campaign-summary.ts';
export { renderCampaignJunit } from './campaign/render-campaign-junit.ts';
export { renderCampaignMarkdown } from './campaign/render-campaign-markdown.ts';
export { writeCampaign } from './campaign/write-campaign.ts';
