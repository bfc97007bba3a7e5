// Error codes by the status that they come with, described in both of WeChat Pay's languages. The
// header Accept-Language chooses.
// https://pay.weixin.qq.com/doc/v3/merchant/4012081709 and the tables of each API's page

export interface CodeDescription {
  readonly status: number;
  readonly zh: string;
  readonly en: string;
}

const code = (status: number, zh: string, en: string): CodeDescription => ({ status, zh, en });

export const ERROR_CODES = {
  PARAM_ERROR: code(400, '参数错误', 'Parameter error'),
  INVALID_REQUEST: code(400, '无效请求', 'Invalid request'),
  APPID_MCHID_NOT_MATCH: code(400, 'appid和mch_id不匹配', 'appid does not match mch_id'),
  MCH_NOT_EXISTS: code(400, '商户号不存在', 'Merchant ID does not exist'),
  ORDERPAID: code(400, '该订单已支付', 'The order has been paid'),
  ORDER_CLOSED: code(400, '订单已关闭', 'The order has been closed'),
  ORDER_REVERSED: code(400, '订单已撤销', 'The order has been reversed'),
  AUTH_CODE_INVALID: code(400, '101 付款码无效，请重新扫码', 'The payment code is invalid'),
  STATEMENT_CREATING: code(400, '账单生成中', 'The bill is being generated'),
  NO_STATEMENT_EXIST: code(400, '账单文件不存在', 'The bill does not exist'),
  SIGN_ERROR: code(401, '签名错误', 'Signature error'),
  NO_AUTH: code(403, '商户无权限', 'The merchant has no permission'),
  OUT_TRADE_NO_USED: code(403, '商户订单号重复', 'Duplicate merchant order number'),
  NOT_ENOUGH: code(403, '余额不足', 'Insufficient balance'),
  ACCOUNT_ERROR: code(403, '用户账号异常', 'The user account is abnormal'),
  USER_ACCOUNT_ABNORMAL: code(403, '用户账号异常', 'The user account is abnormal'),
  RULE_LIMIT: code(403, '业务规则限制', 'Business rule limit'),
  TRADE_ERROR: code(403, '交易错误', 'Transaction error'),
  TRADE_OVERDUE: code(403, '订单已经超过退款期限', 'The order can no longer be refunded'),
  ORDER_NOT_EXIST: code(404, '订单不存在', 'The order does not exist'),
  RESOURCE_NOT_EXISTS: code(404, '订单不存在', 'The resource does not exist'),
  FREQUENCY_LIMITED: code(429, '频率超限', 'Frequency limit exceeded'),
  RATELIMIT_EXCEEDED: code(429, '请求超过频率限制', 'Rate limit exceeded'),
  USERPAYING: code(202, '用户支付中，需要输入密码', 'The user is paying'),
  SYSTEM_ERROR: code(500, '系统异常，请用相同参数重新调用', 'System error, call again'),
  BANK_ERROR: code(500, '银行系统异常', 'Bank system error'),
  SERVICE_UNAVAILABLE: code(503, '服务不可用，请稍后重试', 'Service unavailable, try again later'),
} as const satisfies Readonly<Record<string, CodeDescription>>;

export type ErrorCode = keyof typeof ERROR_CODES;

export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(ERROR_CODES, text);
