import type { Route } from '../../kernel/dialect.ts';
import { headerOf } from '../../kernel/request.ts';
import type { ApiErrors } from './api-errors.ts';
import { isIssue } from './issues.ts';

// PayPal's negative testing: the header `PayPal-Mock-Response` asks for an error by its issue or
// its name. A value that names none is ignored and the request handled for real, as documented.
// https://developer.paypal.com/tools/sandbox/negative-testing/request-headers/

export function withNegativeTesting(route: Route, errors: ApiErrors): Route {
  return {
    ...route,
    handle(call) {
      const code = askedCode(headerOf(call.request, 'paypal-mock-response'));
      const asked =
        code === null ? undefined : isIssue(code) ? errors.issue(code) : errors.named(code);
      if (asked === undefined) return route.handle(call);
      call.report.isExecuted = false;
      if (code === 'INSTRUMENT_DECLINED') call.report.decline = { kind: 'soft', code };
      return asked;
    },
  };
}

function askedCode(header: string | undefined): string | null {
  if (header === undefined) return null;
  try {
    const asked: unknown = JSON.parse(header);
    if (typeof asked !== 'object' || asked === null) return null;
    const code: unknown = Reflect.get(asked, 'mock_application_codes');
    return typeof code === 'string' ? code : null;
  } catch {
    return null;
  }
}
