/** A scope for tests of one adapter, where there are no bindings to reach. */

import { issueCredential } from "../../tenancy/credential.ts";
import { type TenantBindings, TenantScope } from "../../tenancy/scope.ts";

export function scopeOf(botId: string): TenantScope {
  return TenantScope.of(issueCredential({ principal: "secret", botId }), {} as TenantBindings);
}
