// Every refusal of this gateway, once for both protocols: v2 answers HTTP 200 with `code` and
// `sub_code`, v3 answers an HTTP status and the same word without its prefix (`isv.`, `aop.`).
// https://opendocs.alipay.com/common/02km9f, https://opendocs.alipay.com/open-v3/054fcv
//
// Where Alipay's own tables contradict each other about a status (a wrong signature is 400 in one
// and 401 in another), what a request without credentials was answered decides: 400.

export interface FailureRow {
  /** Of v2, `40004`. */
  readonly code: string;
  /** Of v3. */
  readonly status: number;
  readonly message: string;
}

const missing = (message: string): FailureRow => ({ code: '40001', status: 400, message });
const invalid = (message: string, status = 400): FailureRow => ({ code: '40002', status, message });
const unauthorised = (message: string): FailureRow => ({ code: '20001', status: 401, message });
const forbidden = (message: string): FailureRow => ({ code: '40006', status: 403, message });
const failed = (message: string): FailureRow => ({ code: '40004', status: 400, message });
const unavailable = (message: string): FailureRow => ({ code: '20000', status: 500, message });

export const FAILURES = {
  // The gateway's own
  'isp.unknow-error': unavailable('系统繁忙'),
  'aop.unknow-error': unavailable('服务暂不可用'),
  'isv.missing-method': missing('缺少方法名参数'),
  'isv.missing-signature': missing('缺少签名参数'),
  'isv.missing-signature-type': missing('缺少签名类型参数'),
  'isv.missing-app-id': missing('缺少AppID参数'),
  'isv.missing-timestamp': missing('缺少时间戳参数'),
  'isv.missing-version': missing('缺少版本参数'),
  'isv.missing-app-cert-sn': missing('缺少应用公钥证书SN'),
  'isv.missing-alipay-root-cert-sn': missing('缺少支付宝根证书SN'),
  'isv.invalid-parameter': invalid('参数无效'),
  'isv.invalid-method': invalid('不存在的方法名'),
  'isv.invalid-http-method': invalid('不支持的HTTP方法'),
  'isv.invalid-content-type': invalid('不支持的Content-Type'),
  'isv.invalid-format': invalid('无效的数据格式'),
  'isv.invalid-signature': invalid('验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配'),
  'isv.invalid-signature-type': invalid('无效的签名类型'),
  'isv.invalid-app-id': invalid('无效的AppID参数'),
  'isv.invalid-timestamp': invalid('非法的时间戳参数'),
  'isv.invalid-charset': invalid('字符集错误'),
  'isv.invalid-version': invalid('无效的版本参数'),
  'isv.invalid-app-cert-sn': invalid('应用公钥证书SN不匹配'),
  'isv.invalid-alipay-root-cert-sn': invalid('支付宝根证书SN不匹配'),
  'isv.illegal-json': invalid('JSON格式错误'),
  'isv.resource-not-found': invalid('资源不存在', 404),
  'aop.invalid-app-auth-token': unauthorised('无效的应用授权令牌'),
  'aop.app-auth-token-time-out': unauthorised('应用授权令牌已过期'),
  'aop.invalid-app-auth-token-no-api': unauthorised('商户未授权当前接口'),
  'aop.no-product-reg-by-partner': unauthorised('商户未签约任何产品'),
  'isv.insufficient-isv-permissions': forbidden(
    'ISV权限不足，建议在开发者中心检查对应功能是否已经添加',
  ),
  'isv.app-call-limited': { code: '40005', status: 429, message: '应用调用次数超限' },

  // Trades
  'ACQ.SYSTEM_ERROR': failed('系统错误'),
  'ACQ.INVALID_PARAMETER': failed('参数无效'),
  'ACQ.TOTAL_FEE_EXCEED': failed('订单总金额不在允许范围内'),
  'ACQ.CURRENCY_NOT_SUPPORT': failed('订单币种不支持'),
  'ACQ.CONTEXT_INCONSISTENT': failed('交易信息被篡改'),
  'ACQ.TRADE_HAS_SUCCESS': failed('交易已被支付'),
  'ACQ.TRADE_HAS_CLOSE': failed('交易已经关闭'),
  'ACQ.TRADE_HAS_FINISHED': failed('交易已经完结'),
  'ACQ.TRADE_NOT_EXIST': failed('交易不存在'),
  'ACQ.TRADE_STATUS_ERROR': failed('交易状态不合法'),
  'ACQ.REASON_TRADE_STATUS_INVALID': failed('交易状态异常'),
  'ACQ.TRADE_BUYER_NOT_MATCH': failed('交易买家不匹配'),
  'ACQ.TRADE_CANCEL_TIME_OUT': failed('超过撤销时间范围'),
  'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR': failed('当前时间已超过允许支付的时间'),
  'ACQ.SELLER_NOT_EXIST': failed('卖家不存在'),
  'ACQ.BUYER_NOT_EXIST': failed('买家不存在'),
  'ACQ.BUYER_SELLER_EQUAL': failed('买卖家不能相同'),
  'ACQ.BUYER_BALANCE_NOT_ENOUGH': failed('买家余额不足'),
  'ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH': failed('用户银行卡余额不足'),
  'ACQ.BUYER_ENABLE_STATUS_FORBID': failed('买家状态非法'),
  'ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR': failed('买家付款日限额超限'),
  'ACQ.ERROR_BALANCE_PAYMENT_DISABLE': failed('余额支付功能关闭'),
  'ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE': failed('没有可用的支付工具'),
  'ACQ.PAYMENT_AUTH_CODE_INVALID': failed('付款码无效'),
  'ACQ.PAYMENT_FAIL': failed('支付失败'),
  'ACQ.PAYMENT_REQUEST_HAS_RISK': failed('支付有风险'),
  'ACQ.AUTH_NO_ERROR': failed('预授权号错误或状态不对'),
  'ACQ.AUTH_AMOUNT_NOT_ENOUGH': failed('授权金额不足'),
  'ACQ.AUTH_ORDER_NOT_PAID': failed('预授权订单未支付'),
  'ACQ.AUTH_ORDER_HAS_CLOSED': failed('预授权订单已关闭'),
  'ACQ.AUTH_ORDER_HAS_FINISHED': failed('预授权订单已经完结'),
  'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL': failed('退款金额超限'),
  'ACQ.REASON_TRADE_REFUND_FEE_ERR': failed('退款金额无效'),
  'ACQ.DISCORDANT_REPEAT_REQUEST': failed('不一致的请求'),
  'ACQ.TRADE_NOT_ALLOW_REFUND': failed('当前交易不允许退款'),
  'ACQ.SELLER_BALANCE_NOT_ENOUGH': failed('卖家余额不足'),
  'ACQ.REASON_TRADE_BEEN_FREEZEN': failed('请求退款的交易被冻结'),

  // Funds held in advance; these have no prefix.
  ILLEGAL_ARGUMENT: failed('参数异常'),
  SYSTEM_ERROR: failed('系统异常'),
  UNIQUE_VIOLATION: failed('违反唯一性，订单号重复'),
  PAYMENT_AUTH_CODE_INVALID: failed('支付授权码无效'),
  MONEY_NOT_ENOUGH: failed('资金不足'),
  PAYER_USER_STATUS_LIMIT: failed('付款方用户状态受限'),
  NO_PAYMENT_INSTRUMENTS_AVAILABLE: failed('没有可用的支付工具'),
  ERROR_BALANCE_PAYMENT_DISABLE: failed('余额支付功能关闭'),
  CURRENCY_VERIFICATION_FAIL: failed('币种校验失败'),
  FREEZE_ALREADY_SUCCESS: failed('该笔授权已经冻结成功'),
  ORDER_ALREADY_CLOSED: failed('订单已关闭'),
  ORDER_ALREADY_FINISH: failed('订单已完结'),
  AUTH_ORDER_NOT_EXIST: failed('授权订单不存在'),
  AUTH_OPERATION_NOT_EXIST: failed('授权操作不存在'),
  REQUEST_AMOUNT_EXCEED: failed('请求金额超限'),
  ILLEGAL_STATUS: failed('订单状态异常'),

  // Bills. The spelling is Alipay's.
  INVAILID_ARGUMENTS: failed('入参不合法'),
  BILL_NOT_EXIST: failed('账单不存在'),
  TYPE_NOT_SUPPORTED: failed('不支持的账单类型'),
} as const satisfies Readonly<Record<string, FailureRow>>;

export type FailureName = keyof typeof FAILURES;

export const isFailureName = (text: string): text is FailureName => Object.hasOwn(FAILURES, text);

/** `msg` of v2, by its `code`. */
export const MESSAGES: Readonly<Record<string, string>> = {
  10000: 'Success',
  10003: 'order success pay inprocess',
  20000: 'Service Currently Unavailable',
  20001: 'Insufficient Token Permissions',
  40001: 'Missing Required Arguments',
  40002: 'Invalid Arguments',
  40004: 'Business Failed',
  40005: 'Call Limited',
  40006: 'Insufficient Permissions',
};

/** The word for it in v3: `invalid-app-id`, `ACQ.TRADE_NOT_EXIST`. */
export const restCodeOf = (name: FailureName): string => name.replace(/^(?:isv|aop|isp)\./, '');
