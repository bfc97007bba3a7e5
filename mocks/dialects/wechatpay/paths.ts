// Where this dialect's routes are.

export const TRANSACTIONS = '/v3/pay/transactions';
export const BY_OUT_TRADE_NO = `${TRANSACTIONS}/out-trade-no`;
export const REFUNDS = '/v3/refund/domestic/refunds';
export const CERTIFICATES = '/v3/certificates';
export const BILL_FILE = '/v3/billdownload/file';

/** What no merchant's server calls: payers, and the people of a drill in their place. */
export const CONTROLS = '/paydrill';
/** The page that an `h5_url` leads to, as at WeChat Pay's own host. */
export const H5_PAGE = '/cgi-bin/mmpayweb-bin/checkmweb';

export const isPayerPath = (path: string): boolean =>
  path.startsWith(`${CONTROLS}/`) || path === H5_PAGE;
