/** The version that the official SDK of our tests pins; requests may ask for another. */
export const API_VERSION = '2026-10-28.endive';
