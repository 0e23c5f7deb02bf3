// Written from openapi.json by `npm run docs:client`.

export interface paths {
    readonly "/admin/keys": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["listKeys"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/admin/users": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["listUsers"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/usage": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["getUsage"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/admin/usage": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["getAllUsage"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/admin/budgets": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["listBudgets"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/chains": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["listChains"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/chains/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["getChain"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/admin/audit": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["listAudit"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/admin/audit/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["exportAudit"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly PageMeta: {
            /** @description Which page this is. */
            readonly page: number;
            /** @description How many rows a page has at most. */
            readonly page_size: number;
            /** @description How many rows there are on all pages. */
            readonly total: number;
        };
        readonly Violation: {
            /** @description The field, with dots where it stands in another. */
            readonly field: string;
            /** @description The rule that it broke. */
            readonly rule: string;
            /** @description What it should be. */
            readonly message: string;
        };
        /** @description A refusal: a problem document (RFC 9457). */
        readonly Problem: {
            /**
             * Format: uri
             * @description `urn:sallyport:error:` and the code.
             */
            readonly type: string;
            /** @description The same for every occurrence of the code. */
            readonly title: string;
            /** @description The HTTP status. */
            readonly status: number;
            /** @description What is wrong with this request. */
            readonly detail: string;
            /** @description The title once more, for clients of simpler proxies. */
            readonly error: string;
            /** @description The detail once more. */
            readonly message: string;
            /**
             * @description Stable: what programs should look at.
             * @enum {string}
             */
            readonly code: "credential_ambiguous" | "credential_missing" | "credential_invalid" | "credential_expired" | "signature_missing" | "signature_invalid" | "signature_expired" | "signature_replayed" | "ip_denied" | "origin_denied" | "role_denied" | "mode_denied" | "model_denied" | "query_type_denied" | "capability_denied" | "last_admin" | "validation_failed" | "invalid_query_type" | "malformed_body" | "malformed_request" | "budget_exhausted" | "not_found" | "method_not_allowed" | "request_timeout" | "already_exists" | "idempotency_conflict" | "body_too_large" | "unsupported_media_type" | "expectation_failed" | "rate_limited" | "concurrency_limited" | "headers_too_large" | "internal_error" | "upstream_error" | "upstream_unavailable" | "upstream_timeout" | "shutting_down" | "overloaded" | "store_unavailable";
            /**
             * @description The defence that refused.
             * @enum {string}
             */
            readonly layer: "identity" | "signature" | "network" | "origin" | "access" | "validation" | "analytics" | "ingress" | "budget" | "throttling" | "gateway" | "upstream";
            /** @description The `x-request-id` of the answer. */
            readonly request_id: string;
            /** @description The fields that are wrong. */
            readonly fields?: readonly string[];
            /** @description What each of them should be. */
            readonly violations?: readonly components["schemas"]["Violation"][];
            /** @description The query types that the caller may ask. */
            readonly allowed_types?: readonly string[];
            /** @description Whose budget refused, and how full it is. */
            readonly budget?: Record<string, unknown>;
            /**
             * Format: date-time
             * @description When the budget begins anew; null: waiting does not help.
             */
            readonly resets_at?: string | null;
            /** @description Whole seconds after which to try again; `Retry-After` says the same. */
            readonly retry_after?: number;
        };
        readonly Query: {
            /** @description What you want to know. */
            readonly question: string;
            /** @description Data for the question, any JSON object of up to 200,000 characters. It reaches the model as data, never as instructions. */
            readonly context: Record<string, unknown>;
            /**
             * @description The model to ask; `ANTHROPIC_MODEL` of the gateway unless said.
             * @example claude-sonnet-5-5
             */
            readonly model?: string;
            /**
             * @description The most tokens that the answer may have.
             * @default 1024
             */
            readonly max_tokens?: number;
            /**
             * @description Whether the answer comes as a stream of events.
             * @default false
             */
            readonly stream?: boolean;
            /** @description The chain that this question goes on with: the `chain_id` of an earlier answer. Left out, it begins a new one. */
            readonly chain_id?: string;
        };
        readonly Login: {
            /** @description The name of the user. */
            readonly username: string;
            /** @description The password of the user. */
            readonly password: string;
        };
        readonly Refresh: {
            /** @description The refresh token of the last log-in or refresh. */
            readonly refresh_token: string;
        };
        readonly Mint: {
            /**
             * @description The one origin that the token works from, as browsers send it.
             * @example https://app.example.com
             */
            readonly origin: string;
            /** @description How long it is good. Pages get another one in time. */
            readonly ttl_seconds: number;
            /**
             * @description Not wider than your own; `member` at most unless said.
             * @enum {string}
             */
            readonly role?: "readonly" | "analyst" | "member" | "admin";
            /**
             * @description Not wider than your own, which it is unless said.
             * @enum {string}
             */
            readonly mode?: "viewer" | "full";
            /** @description The query types that it may ask; yours unless said. */
            readonly query_types?: readonly string[];
            /** @description The models that it may ask; yours unless said. */
            readonly models?: readonly string[];
            /** @description What it may use of Claude's own API beyond an ordinary request; nothing unless said. */
            readonly capabilities?: readonly ("*" | "strict" | "claude-code" | "betas" | "billing_policy" | "container" | "context_management" | "diagnostics" | "fallbacks" | "file_ids" | "inference_geo" | "long_output" | "mcp_servers" | "one_hour_cache" | "server_tools" | "service_tier" | "speed" | "system_turns" | "thread" | "tool_changes" | "url_sources")[];
            /** @description How many requests it may make in all. */
            readonly max_requests?: number;
            /** @description What its requests may cost in all, in US dollars. */
            readonly max_cost_usd?: number;
            /** @description Whom the page serves, in your words. It owns the chains that the page begins. */
            readonly subject?: string;
        };
        readonly CreateKey: {
            /** @description What people call it. */
            readonly name: string;
            /**
             * @description Not wider than your own.
             * @enum {string}
             */
            readonly role: "readonly" | "analyst" | "member" | "admin";
            /**
             * @description `viewer` only reads, whatever the role; `full` unless said.
             * @enum {string}
             */
            readonly mode?: "viewer" | "full";
            /** @description Addresses and CIDR networks that it works from; empty: any. */
            readonly allowed_ips?: readonly string[];
            /** @description Origins of pages that it works from, `*` for any. Empty: it is for servers, and a request of a page is refused. */
            readonly allowed_origins?: readonly string[];
            /** @description Models that it may ask; empty: any. */
            readonly models?: readonly string[];
            /** @description Query types that it may ask; empty: any of its role. */
            readonly query_types?: readonly string[];
            /** @description What it may use of Claude's own API beyond an ordinary request; empty: nothing. */
            readonly capabilities?: readonly ("*" | "strict" | "claude-code" | "betas" | "billing_policy" | "container" | "context_management" | "diagnostics" | "fallbacks" | "file_ids" | "inference_geo" | "long_output" | "mcp_servers" | "one_hour_cache" | "server_tools" | "service_tier" | "speed" | "system_turns" | "thread" | "tool_changes" | "url_sources")[];
            /**
             * @description What becomes of a call whose client leaves: it ends at once, or is read to its end and paid in full.
             * @enum {string}
             */
            readonly on_disconnect?: "abort" | "drain";
            /** @description A limit of its own; null: that of the gateway. */
            readonly rate_limit?: {
                /** @description Requests in one window. */
                readonly max_requests: number;
                /** @description How long a window is. */
                readonly window_seconds: number;
            } | null;
            /** @description What it may spend; null: as much as its surroundings allow. */
            readonly budget?: {
                /** @description US dollars in one period. */
                readonly limit_usd: number;
                /**
                 * @description Days and months are those of UTC; `total` never begins anew.
                 * @enum {string}
                 */
                readonly period: "day" | "month" | "total";
                /** @description Percent of the limit from which on alerts are raised. */
                readonly soft_percent?: number;
            } | null;
            /** @description Requests that it may have at once; null: any number. */
            readonly max_concurrency?: number | null;
            /**
             * @description When it ends: an ISO 8601 time with its zone, or a date; null: never.
             * @example 2027-01-31T12:00:00Z
             */
            readonly expires_at?: string | null;
            /** @description Whether each request has to be signed (RFC 9421). */
            readonly require_signature?: boolean;
        };
        readonly ChangeKey: {
            /** @description What people call it. */
            readonly name?: string;
            /**
             * @description Not wider than your own.
             * @enum {string}
             */
            readonly role?: "readonly" | "analyst" | "member" | "admin";
            /**
             * @description `viewer` only reads, whatever the role; `full` unless said.
             * @enum {string}
             */
            readonly mode?: "viewer" | "full";
            /** @description Addresses and CIDR networks that it works from; empty: any. */
            readonly allowed_ips?: readonly string[];
            /** @description Origins of pages that it works from, `*` for any. Empty: it is for servers, and a request of a page is refused. */
            readonly allowed_origins?: readonly string[];
            /** @description Models that it may ask; empty: any. */
            readonly models?: readonly string[];
            /** @description Query types that it may ask; empty: any of its role. */
            readonly query_types?: readonly string[];
            /** @description What it may use of Claude's own API beyond an ordinary request; empty: nothing. */
            readonly capabilities?: readonly ("*" | "strict" | "claude-code" | "betas" | "billing_policy" | "container" | "context_management" | "diagnostics" | "fallbacks" | "file_ids" | "inference_geo" | "long_output" | "mcp_servers" | "one_hour_cache" | "server_tools" | "service_tier" | "speed" | "system_turns" | "thread" | "tool_changes" | "url_sources")[];
            /**
             * @description What becomes of a call whose client leaves: it ends at once, or is read to its end and paid in full.
             * @enum {string}
             */
            readonly on_disconnect?: "abort" | "drain";
            /** @description A limit of its own; null: that of the gateway. */
            readonly rate_limit?: {
                /** @description Requests in one window. */
                readonly max_requests: number;
                /** @description How long a window is. */
                readonly window_seconds: number;
            } | null;
            /** @description What it may spend; null: as much as its surroundings allow. */
            readonly budget?: {
                /** @description US dollars in one period. */
                readonly limit_usd: number;
                /**
                 * @description Days and months are those of UTC; `total` never begins anew.
                 * @enum {string}
                 */
                readonly period: "day" | "month" | "total";
                /** @description Percent of the limit from which on alerts are raised. */
                readonly soft_percent?: number;
            } | null;
            /** @description Requests that it may have at once; null: any number. */
            readonly max_concurrency?: number | null;
            /**
             * @description When it ends: an ISO 8601 time with its zone, or a date; null: never.
             * @example 2027-01-31T12:00:00Z
             */
            readonly expires_at?: string | null;
            /** @description Whether each request has to be signed (RFC 9421). */
            readonly require_signature?: boolean;
        };
        readonly RotateKey: {
            /** @description How long the old secrets stay good, 0 unless said: they end at once. */
            readonly grace_seconds?: number;
        };
        readonly CreateUser: {
            /** @description 1 to 64 letters, digits or any of `._@+-`; it begins with a letter or digit. */
            readonly username: string;
            /** @description At least 8 characters, and at most 72 bytes in UTF-8, which is as far as bcrypt reads. */
            readonly password: string;
            /**
             * @description Not wider than your own.
             * @enum {string}
             */
            readonly role: "readonly" | "analyst" | "member" | "admin";
            /**
             * @description `viewer` only reads, whatever the role; `full` unless said.
             * @enum {string}
             */
            readonly mode?: "viewer" | "full";
            /** @description What the user may spend; null: no budget. */
            readonly budget?: {
                /** @description US dollars in one period. */
                readonly limit_usd: number;
                /**
                 * @description Days and months are those of UTC; `total` never begins anew.
                 * @enum {string}
                 */
                readonly period: "day" | "month" | "total";
                /** @description Percent of the limit from which on alerts are raised. */
                readonly soft_percent?: number;
            } | null;
        };
        readonly ChangeUser: {
            /** @description At least 8 characters, and at most 72 bytes in UTF-8, which is as far as bcrypt reads. */
            readonly password?: string;
            /**
             * @description Not wider than your own.
             * @enum {string}
             */
            readonly role?: "readonly" | "analyst" | "member" | "admin";
            /**
             * @description `viewer` only reads, whatever the role; `full` unless said.
             * @enum {string}
             */
            readonly mode?: "viewer" | "full";
            /** @description What the user may spend; null: no budget. */
            readonly budget?: {
                /** @description US dollars in one period. */
                readonly limit_usd: number;
                /**
                 * @description Days and months are those of UTC; `total` never begins anew.
                 * @enum {string}
                 */
                readonly period: "day" | "month" | "total";
                /** @description Percent of the limit from which on alerts are raised. */
                readonly soft_percent?: number;
            } | null;
        };
        readonly AnalyticsQuery: components["schemas"]["MrrAnalysisQuery"] | components["schemas"]["ChurnAnalysisQuery"] | components["schemas"]["ConversionAnalysisQuery"] | components["schemas"]["CohortAnalysisQuery"];
        readonly Usage: {
            /** @description Tokens that were read, without those from or for the cache. */
            readonly input_tokens: number;
            /** @description Tokens that were written. */
            readonly output_tokens: number;
            /** @description Tokens that were written to the cache. */
            readonly cache_creation_input_tokens: number;
            /** @description Tokens that were read from the cache. */
            readonly cache_read_input_tokens: number;
        };
        readonly QueryAnswer: {
            /** @description What the model said. */
            readonly answer: string;
            /** @description The model that said it. */
            readonly model: string;
            /** @description Why it stopped, as Claude names it: `end_turn`, `max_tokens` … */
            readonly stop_reason: string;
            readonly usage: components["schemas"]["Usage"];
            /** @description What it cost: US dollars, in steps of a millionth. */
            readonly cost_usd: number;
            /** @description The chain that keeps the exchange; null: it could not be kept. */
            readonly chain_id: string | null;
            /** @description How many earlier exchanges of the chain the model was told of. */
            readonly turns_sent: number;
            /** @description Whether something less than a fresh answer of the model that was asked was given. */
            readonly degraded: boolean;
            /** @description The `x-request-id` of the answer. */
            readonly request_id: string;
        };
        readonly QueryType: {
            /** @description The `query_type` to ask with. */
            readonly id: string;
            /** @description Raised when the same parameters would get another answer. */
            readonly version: number;
            /** @description Its name for people. */
            readonly title: string;
            /** @description What it computes. */
            readonly description: string;
            /** @description The roles that may ask it. */
            readonly roles: readonly ("readonly" | "analyst" | "member" | "admin")[];
            /** @description JSON Schema (draft 2020-12) of `parameters`, with examples. */
            readonly parameters: Record<string, unknown>;
            /** @description JSON Schema of `metrics` in the answer. */
            readonly metrics: Record<string, unknown>;
            /** @description JSON Schema of `explanation` in the answer. */
            readonly explanation: Record<string, unknown>;
            /** @description What one run may cost at most: US dollars, in steps of a millionth. */
            readonly max_cost_usd: number;
        };
        readonly QueryTypeList: {
            /** @description Which rows these are. */
            readonly meta: components["schemas"]["PageMeta"];
            /** @description The rows of the page. */
            readonly data: readonly components["schemas"]["QueryType"][];
        };
        readonly Chain: {
            /** @description Of the chain. */
            readonly chain_id: string;
            /** @description The first line of its first question, where content is kept. */
            readonly title: string;
            /** @description `query`, or the type of the analytics query that it began with. */
            readonly type: string;
            /** @description Whose it is. */
            readonly owner: string;
            /** @description What its steps cost: US dollars, in steps of a millionth. */
            readonly cost_usd: number;
            /**
             * Format: date-time
             * @description When it began.
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description When its last step was taken.
             */
            readonly updated_at: string;
            /** @description How many steps it has. */
            readonly steps: number;
        };
        readonly ChainList: {
            /** @description Which rows these are. */
            readonly meta: components["schemas"]["PageMeta"];
            /** @description The rows of the page. */
            readonly data: readonly components["schemas"]["Chain"][];
        };
        readonly ChainStep: {
            /** @description From 1 on. */
            readonly position: number;
            /** @description `query`, or the type of an analytics query. */
            readonly type: string;
            /** @description Null: no model answered. */
            readonly model: string | null;
            /** @description The request that it was. */
            readonly request_id: string;
            /** @description What it cost: US dollars, in steps of a millionth. */
            readonly cost_usd: number;
            /** @description Tokens of the step. */
            readonly usage: {
                /** @description Tokens that were read. */
                readonly input_tokens: number;
                /** @description Tokens that were written. */
                readonly output_tokens: number;
            };
            /** @description Whether something less than a fresh answer of the model was given. */
            readonly degraded: boolean;
            /**
             * Format: date-time
             * @description When it was taken.
             */
            readonly created_at: string;
            /** @description What was asked and answered; null: not kept. `kind` is `exchange` (`question`, `context`, `answer`) or `analytics` (`parameters`, `metrics`, `answer`, `explanation`). */
            readonly content: Record<string, unknown> | null;
        };
        readonly ChainDetails: {
            /** @description Of the chain. */
            readonly chain_id: string;
            /** @description The first line of its first question, where content is kept. */
            readonly title: string;
            /** @description `query`, or the type of the analytics query that it began with. */
            readonly type: string;
            /** @description Whose it is. */
            readonly owner: string;
            /** @description What its steps cost: US dollars, in steps of a millionth. */
            readonly cost_usd: number;
            /**
             * Format: date-time
             * @description When it began.
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description When its last step was taken.
             */
            readonly updated_at: string;
            /** @description How many steps it has. */
            readonly step_count: number;
            /** @description One page of its steps, oldest first. */
            readonly steps: readonly components["schemas"]["ChainStep"][];
            /** @description Which steps these are. */
            readonly meta: components["schemas"]["PageMeta"];
        };
        readonly Tokens: {
            /** @description The user token: `Authorization: Bearer eyJ…`. */
            readonly access_token: string;
            /**
             * @description `bearer`.
             * @constant
             */
            readonly token_type: "bearer";
            /** @description Seconds for which `access_token` is good. */
            readonly expires_in: number;
            /** @description Good once, for another pair, at `POST /token/refresh`. */
            readonly refresh_token: string;
        };
        readonly BrowserToken: {
            /** @description The browser token: `Authorization: Bearer eyJ…`, from its origin only. */
            readonly access_token: string;
            /**
             * @description `bearer`.
             * @constant
             */
            readonly token_type: "bearer";
            /** @description Seconds; less than was asked for where the minter itself ends before. */
            readonly expires_in: number;
            /** @description The origin that it works from. */
            readonly origin: string;
        };
        readonly Identity: {
            /** @description The name of the key or user, or the subject of the token. */
            readonly user: string;
            /**
             * @description Its role.
             * @enum {string}
             */
            readonly role: "readonly" | "analyst" | "member" | "admin";
            /**
             * @description `viewer` only reads, whatever the role.
             * @enum {string}
             */
            readonly mode: "viewer" | "full";
            /**
             * @description What was presented.
             * @enum {string}
             */
            readonly credential: "api_key" | "user_token" | "browser_token";
            /**
             * Format: date-time
             * @description When it ends; null: never.
             */
            readonly expires_at: string | null;
        };
        readonly BudgetState: {
            /**
             * @description Whose budget it is.
             * @enum {string}
             */
            readonly scope: "token" | "key" | "user" | "gateway";
            /**
             * @description What it is for.
             * @enum {string}
             */
            readonly period: "day" | "month" | "total";
            /** @description The limit: US dollars, in steps of a millionth. */
            readonly limit_usd: number;
            /** @description What is spent: US dollars, in steps of a millionth. */
            readonly spent_usd: number;
            /** @description What is held for calls under way: US dollars, in steps of a millionth. */
            readonly reserved_usd: number;
            /** @description What is left: US dollars, in steps of a millionth. */
            readonly remaining_usd: number;
            /**
             * Format: date-time
             * @description When it begins anew; null: never.
             */
            readonly resets_at: string | null;
        };
        readonly RateLimitStatus: {
            /** @description Requests in this window. */
            readonly requests_used: number;
            /** @description Requests that are left in it. */
            readonly requests_remaining: number;
            /** @description The limit. */
            readonly max_requests: number;
            /** @description How long a window is. */
            readonly window_seconds: number;
            /**
             * Format: date-time
             * @description When the window ends.
             */
            readonly resets_at: string;
            /** @description The address that the gateway sees. */
            readonly client_ip: string;
            /** @description What the requests are counted under, such as `key:4fK2mZpQ7wXa`. */
            readonly tracker: string;
            /** @description The budget with the least left; null: none is set, or shown. */
            readonly budget: components["schemas"]["BudgetState"] | null;
            /** @description All budgets that the caller may see. */
            readonly budgets: readonly components["schemas"]["BudgetState"][];
        };
        readonly UsageSums: {
            /** @description Calls. */
            readonly requests: number;
            /** @description Calls that ended with their real cost. */
            readonly settled: number;
            /** @description Calls whose client left, with the cost of what was seen. */
            readonly aborted: number;
            /** @description Calls of unknown outcome, at what they could cost at most. */
            readonly forfeited: number;
            /** @description Calls whose gateway died, at what they could cost at most. */
            readonly orphaned: number;
            /** @description Calls that have not ended. */
            readonly under_way: number;
            /** @description Tokens that were read. */
            readonly input_tokens: number;
            /** @description Tokens that were written. */
            readonly output_tokens: number;
            /** @description Tokens that were written to the cache. */
            readonly cache_creation_input_tokens: number;
            /** @description Tokens that were read from the cache. */
            readonly cache_read_input_tokens: number;
            /** @description Searches at the provider. */
            readonly web_searches: number;
            /** @description What they cost: US dollars, in steps of a millionth. */
            readonly cost_usd: number;
            /** @description What is held for those under way: US dollars, in steps of a millionth. */
            readonly reserved_usd: number;
        };
        /** @description A group, named by what it was grouped by. */
        readonly UsageGroup: {
            /**
             * Format: date
             * @description A day of UTC.
             */
            readonly day?: string;
            /** @description The key that asked; null: none did. */
            readonly key_id?: string | null;
            /** @description What people call the key; null once it is deleted. */
            readonly key_name?: string | null;
            /** @description The user who asked; null: none did. */
            readonly user_id?: string | null;
            /** @description The name of the user; null once deleted. */
            readonly username?: string | null;
            /** @description The model that was asked. */
            readonly model?: string | null;
            /** @description The route, as declared. */
            readonly route?: string | null;
            /** @description The analytics query; null: none. */
            readonly query_type?: string | null;
            /** @description Calls. */
            readonly requests: number;
            /** @description Calls that ended with their real cost. */
            readonly settled: number;
            /** @description Calls whose client left, with the cost of what was seen. */
            readonly aborted: number;
            /** @description Calls of unknown outcome, at what they could cost at most. */
            readonly forfeited: number;
            /** @description Calls whose gateway died, at what they could cost at most. */
            readonly orphaned: number;
            /** @description Calls that have not ended. */
            readonly under_way: number;
            /** @description Tokens that were read. */
            readonly input_tokens: number;
            /** @description Tokens that were written. */
            readonly output_tokens: number;
            /** @description Tokens that were written to the cache. */
            readonly cache_creation_input_tokens: number;
            /** @description Tokens that were read from the cache. */
            readonly cache_read_input_tokens: number;
            /** @description Searches at the provider. */
            readonly web_searches: number;
            /** @description What they cost: US dollars, in steps of a millionth. */
            readonly cost_usd: number;
            /** @description What is held for those under way: US dollars, in steps of a millionth. */
            readonly reserved_usd: number;
        };
        readonly UsageReport: {
            /** @description What the report is over. */
            readonly meta: {
                /** @description Which page this is. */
                readonly page: number;
                /** @description How many groups a page has at most. */
                readonly page_size: number;
                /** @description How many groups there are on all pages. */
                readonly total: number;
                /**
                 * Format: date-time
                 * @description The first instant of the report.
                 */
                readonly from: string;
                /**
                 * Format: date-time
                 * @description The first instant that is no more in it.
                 */
                readonly to: string;
                /** @description What it is grouped by. */
                readonly group_by: readonly string[];
            };
            /** @description The groups of the page. */
            readonly data: readonly components["schemas"]["UsageGroup"][];
            /** @description Over the groups of all pages. */
            readonly totals: components["schemas"]["UsageSums"];
        };
        readonly ListedBudget: {
            /**
             * @description Whose budget it is.
             * @enum {string}
             */
            readonly scope: "gateway" | "key" | "user";
            /** @description The id of the key or user; null: it is the gateway’s. */
            readonly id: string | null;
            /** @description What people call the key, or the name of the user. */
            readonly name: string | null;
            /**
             * @description What it is for.
             * @enum {string}
             */
            readonly period: "day" | "month" | "total";
            /** @description The limit: US dollars, in steps of a millionth. */
            readonly limit_usd: number;
            /** @description What is spent: US dollars, in steps of a millionth. */
            readonly spent_usd: number;
            /** @description What is held for calls under way: US dollars, in steps of a millionth. */
            readonly reserved_usd: number;
            /** @description What is left: US dollars, in steps of a millionth. */
            readonly remaining_usd: number;
            /** @description From so much of the limit on alerts are raised. */
            readonly soft_percent: number;
            /**
             * Format: date-time
             * @description When the period began; null: it is for all time.
             */
            readonly period_started_at: string | null;
            /**
             * Format: date-time
             * @description When it begins anew; null: never.
             */
            readonly resets_at: string | null;
            /** @description What the period will have cost if it goes on as it began; null where it has no end: US dollars, in steps of a millionth. */
            readonly forecast_usd: number | null;
        };
        readonly BudgetPage: {
            /** @description Which rows these are. */
            readonly meta: components["schemas"]["PageMeta"];
            /** @description The rows of the page. */
            readonly data: readonly components["schemas"]["ListedBudget"][];
        };
        /** @description What requests came to. */
        readonly TrafficCounts: {
            /** @description All requests that ended, refused and failed ones included. */
            readonly requests: number;
            /** @description Requests that were refused (4xx), by the layer that did. */
            readonly refused: {
                readonly [key: string]: number;
            };
            /** @description Requests that failed (5xx), and streams that broke off. */
            readonly failed: number;
            /** @description What half of the requests took at most, in milliseconds, to 9 %; null: none ended. */
            readonly p50_ms: number | null;
            /** @description What 95 % of the requests took at most, in milliseconds, to 9 %; null: none ended. */
            readonly p95_ms: number | null;
        };
        readonly Overview: {
            /**
             * Format: date-time
             * @description When this was.
             */
            readonly timestamp: string;
            /** @description Of everybody for `admin` and `readonly`, else of the caller. */
            readonly today: {
                /**
                 * Format: date-time
                 * @description When the day (UTC) began.
                 */
                readonly since: string;
                /** @description Calls to a model. */
                readonly requests: number;
                /** @description Tokens that were read. */
                readonly input_tokens: number;
                /** @description Tokens that were written. */
                readonly output_tokens: number;
                /** @description What they cost: US dollars, in steps of a millionth. */
                readonly cost_usd: number;
                /** @description What is held for those under way: US dollars, in steps of a millionth. */
                readonly reserved_usd: number;
            };
            /** @description As `GET /api/rate-limit-status` has it. */
            readonly limits: {
                /** @description Requests in this window. */
                readonly requests_used: number;
                /** @description Requests that are left in it. */
                readonly requests_remaining: number;
                /** @description The limit. */
                readonly max_requests: number;
                /** @description How long a window is. */
                readonly window_seconds: number;
                /**
                 * Format: date-time
                 * @description When the window ends.
                 */
                readonly resets_at: string;
            };
            /** @description All budgets that the caller may see, the one with the least left first. */
            readonly budgets: readonly components["schemas"]["BudgetState"][];
            /** @description As `GET /health` has it, up to five seconds old. */
            readonly health: {
                /**
                 * @description `unhealthy`: nothing can be served.
                 * @enum {string}
                 */
                readonly status: "healthy" | "degraded" | "unhealthy";
                /** @description By part of the gateway. */
                readonly checks: {
                    readonly [key: string]: components["schemas"]["Check"];
                };
            };
            /** @description What requests of all replicas came to, without those of probes and pages; null for who sees only their own. */
            readonly traffic: {
                /** @description How long a slot is. */
                readonly slot_seconds: number;
                /** @description The last quarter of an hour, the oldest first; the last slot is not over yet. */
                readonly slots: readonly {
                    /**
                     * Format: date-time
                     * @description When the slot began.
                     */
                    readonly at: string;
                    /** @description All requests that ended, refused and failed ones included. */
                    readonly requests: number;
                    /** @description Requests that were refused (4xx), by the layer that did. */
                    readonly refused: {
                        readonly [key: string]: number;
                    };
                    /** @description Requests that failed (5xx), and streams that broke off. */
                    readonly failed: number;
                    /** @description What half of the requests took at most, in milliseconds, to 9 %; null: none ended. */
                    readonly p50_ms: number | null;
                    /** @description What 95 % of the requests took at most, in milliseconds, to 9 %; null: none ended. */
                    readonly p95_ms: number | null;
                    /** @description Tokens that were read. */
                    readonly input_tokens: number;
                    /** @description Tokens that were written. */
                    readonly output_tokens: number;
                    /** @description What calls cost: US dollars, in steps of a millionth. */
                    readonly cost_usd: number;
                }[];
                /** @description Over all slots. */
                readonly totals: components["schemas"]["TrafficCounts"];
            } | null;
            /**
             * @description The worst of `breakers`.
             * @enum {string}
             */
            readonly breaker: "closed" | "half_open" | "open";
            /** @description The circuits of the replica that answers; only those that are not closed for who sees only their own. */
            readonly breakers: readonly {
                /** @description The provider. */
                readonly upstream: string;
                /** @description The model. */
                readonly model: string;
                /**
                 * @description Whether requests are let through to the provider.
                 * @enum {string}
                 */
                readonly state: "closed" | "half_open" | "open";
            }[];
        };
        readonly Budget: {
            /** @description US dollars in one period. */
            readonly limit_usd: number;
            /**
             * @description Days and months are those of UTC.
             * @enum {string}
             */
            readonly period: "day" | "month" | "total";
            /** @description Percent from which on alerts are raised; the gateway's where it is missing. */
            readonly soft_percent?: number;
        };
        readonly Key: {
            /** @description Its public id. */
            readonly id: string;
            /** @description What people call it. */
            readonly name: string;
            /**
             * @description Its role.
             * @enum {string}
             */
            readonly role: "readonly" | "analyst" | "member" | "admin";
            /**
             * @description Its mode.
             * @enum {string}
             */
            readonly mode: "viewer" | "full";
            /** @description Networks that it works from; empty: any. */
            readonly allowed_ips: readonly string[];
            /** @description Origins that it works from; empty: it is for servers. */
            readonly allowed_origins: readonly string[];
            /** @description Models that it may ask; empty: any. */
            readonly models: readonly string[];
            /** @description Query types that it may ask; empty: any of its role. */
            readonly query_types: readonly string[];
            /** @description What it may use of Claude's own API beyond the ordinary. */
            readonly capabilities: readonly string[];
            /**
             * @description What becomes of a call whose client leaves.
             * @enum {string}
             */
            readonly on_disconnect: "abort" | "drain";
            /** @description A limit of its own; null: that of the gateway. */
            readonly rate_limit: {
                /** @description Requests in one window. */
                readonly max_requests: number;
                /** @description How long a window is. */
                readonly window_seconds: number;
            } | null;
            /** @description What it may spend; null: as much as its surroundings allow. */
            readonly budget: components["schemas"]["Budget"] | null;
            /** @description Requests that it may have at once; null: any number. */
            readonly max_concurrency: number | null;
            /** @description Whether its requests have to be signed. */
            readonly require_signature: boolean;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description When it ends; null: never.
             */
            readonly expires_at: string | null;
            /**
             * Format: date-time
             * @description When it was revoked; null: it was not.
             */
            readonly revoked_at: string | null;
        };
        /** @description A key with what is shown this once. */
        readonly KeyWithSecrets: {
            /** @description Its public id. */
            readonly id: string;
            /** @description What people call it. */
            readonly name: string;
            /**
             * @description Its role.
             * @enum {string}
             */
            readonly role: "readonly" | "analyst" | "member" | "admin";
            /**
             * @description Its mode.
             * @enum {string}
             */
            readonly mode: "viewer" | "full";
            /** @description Networks that it works from; empty: any. */
            readonly allowed_ips: readonly string[];
            /** @description Origins that it works from; empty: it is for servers. */
            readonly allowed_origins: readonly string[];
            /** @description Models that it may ask; empty: any. */
            readonly models: readonly string[];
            /** @description Query types that it may ask; empty: any of its role. */
            readonly query_types: readonly string[];
            /** @description What it may use of Claude's own API beyond the ordinary. */
            readonly capabilities: readonly string[];
            /**
             * @description What becomes of a call whose client leaves.
             * @enum {string}
             */
            readonly on_disconnect: "abort" | "drain";
            /** @description A limit of its own; null: that of the gateway. */
            readonly rate_limit: {
                /** @description Requests in one window. */
                readonly max_requests: number;
                /** @description How long a window is. */
                readonly window_seconds: number;
            } | null;
            /** @description What it may spend; null: as much as its surroundings allow. */
            readonly budget: components["schemas"]["Budget"] | null;
            /** @description Requests that it may have at once; null: any number. */
            readonly max_concurrency: number | null;
            /** @description Whether its requests have to be signed. */
            readonly require_signature: boolean;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description When it ends; null: never.
             */
            readonly expires_at: string | null;
            /**
             * Format: date-time
             * @description When it was revoked; null: it was not.
             */
            readonly revoked_at: string | null;
            /** @description The key itself. It is shown this once, and stored nowhere. */
            readonly key?: string;
            /** @description The secret that signs its requests. It is shown this once. */
            readonly signing_secret?: string;
        };
        readonly KeyList: {
            /** @description Which rows these are. */
            readonly meta: components["schemas"]["PageMeta"];
            /** @description The rows of the page. */
            readonly data: readonly components["schemas"]["Key"][];
        };
        readonly User: {
            /** @description Of the user. */
            readonly id: string;
            /** @description The name to log in with. */
            readonly username: string;
            /**
             * @description The role of the tokens that a log-in gives.
             * @enum {string}
             */
            readonly role: "readonly" | "analyst" | "member" | "admin";
            /**
             * @description The mode of these tokens.
             * @enum {string}
             */
            readonly mode: "viewer" | "full";
            /** @description What the user may spend; null: no budget. */
            readonly budget: components["schemas"]["Budget"] | null;
            /**
             * Format: date-time
             * @description When the user was made.
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description When the user was last changed.
             */
            readonly updated_at: string;
        };
        readonly UserList: {
            /** @description Which rows these are. */
            readonly meta: components["schemas"]["PageMeta"];
            /** @description The rows of the page. */
            readonly data: readonly components["schemas"]["User"][];
        };
        readonly AuditRow: {
            /** @description One start of one gateway, which has a chain of its own. */
            readonly writer: string;
            /** @description Its place in the chain, from 1 on. */
            readonly seq: number;
            /**
             * @description What it tells of.
             * @enum {string}
             */
            readonly kind: "request" | "act" | "opened" | "witness" | "lost" | "closed";
            /**
             * Format: date-time
             * @description When it was.
             */
            readonly at: string;
            /** @description `request`, `act`: the request. */
            readonly request_id?: string | null;
            /** @description `request`, `act`: who; null: nobody proved who they are. */
            readonly actor?: string | null;
            /** @description `request`: what was presented. */
            readonly credential?: string | null;
            /** @description `request`: the key. */
            readonly key_id?: string | null;
            /** @description `request`: the token. */
            readonly token_id?: string | null;
            /** @description `request`: the address; null: several. */
            readonly client?: string | null;
            /** @description `request`: the method. */
            readonly method?: string;
            /** @description `request`: the route as declared; null: none matched. */
            readonly route?: string | null;
            /** @description `request`: the HTTP status. */
            readonly status?: number;
            /**
             * @description `request`: how it ended.
             * @enum {string}
             */
            readonly outcome?: "answered" | "degraded" | "refused" | "client_left";
            /** @description `request`: why it was refused: a code of the error table. */
            readonly code?: string | null;
            /** @description `request`: the defence that refused. */
            readonly layer?: string | null;
            /** @description `request`: the models that were called. */
            readonly models?: readonly string[];
            /** @description `request`: what it cost, in millionths of a US dollar. */
            readonly cost_micro_usd?: number;
            /** @description `request`: how long it took. */
            readonly ms?: number;
            /** @description `request`, `lost`: how many it tells of, where that is not one. */
            readonly count?: number;
            /** @description `act`: what was done, such as `key.created`. */
            readonly action?: string;
            /** @description `act`: what it was done to. */
            readonly target?: string;
            /** @description `act`: what it was before, without secrets. */
            readonly before?: unknown;
            /** @description `act`: what it is now, without secrets. */
            readonly after?: unknown;
            /** @description `opened`: of the gateway. */
            readonly version?: string;
            /** @description `opened`, `witness`: where the other writers stood. */
            readonly heads?: readonly {
                /** @description The writer. */
                readonly writer: string;
                /** @description Its row. */
                readonly seq: number;
                /** @description The hash of that row. */
                readonly hash: string;
            }[];
            /**
             * Format: date-time
             * @description `lost`: since when.
             */
            readonly since?: string;
            /** @description Over the row and the hash of the one before it. */
            readonly hash: string;
        };
        readonly AuditList: {
            /** @description Which rows these are. */
            readonly meta: components["schemas"]["PageMeta"];
            /** @description The rows of the page. */
            readonly data: readonly components["schemas"]["AuditRow"][];
        };
        readonly AuditWriter: {
            /** @description One start of one gateway. */
            readonly writer: string;
            /** @description How many of its rows are there. */
            readonly rows: number;
            /** @description The first of them; null: none is left. */
            readonly first_seq: number | null;
            /** @description The last of them; null: none is left. */
            readonly last_seq: number | null;
            /**
             * @description `gone`: without a sign of life for hours. `sealed`: its rows were removed after their time.
             * @enum {string}
             */
            readonly state: "open" | "closed" | "gone" | "sealed" | "bad";
            /**
             * Format: date-time
             * @description When it began.
             */
            readonly first_at: string | null;
            /**
             * Format: date-time
             * @description When it was last heard of.
             */
            readonly last_at: string | null;
            /** @description The last row that was removed after its time; null: none was. */
            readonly sealed_to: number | null;
        };
        readonly AuditVerdict: {
            /** @description Whether every row is as it was written. */
            readonly valid: boolean;
            /** @description How many rows are there. */
            readonly rows: number;
            /** @description The chains. */
            readonly writers: readonly components["schemas"]["AuditWriter"][];
            /** @description The first row that is not as it was written; null: there is none. */
            readonly first_bad: {
                /** @description Its writer. */
                readonly writer: string;
                /** @description Its place in the chain. */
                readonly seq: number;
                /** @description What is wrong with it. */
                readonly reason: string;
            } | null;
            /** @description What checks an export offline. */
            readonly public_keys: readonly {
                /** @description Its name. */
                readonly kid: string;
                /** @description Ed25519, 32 bytes in hexadecimal. */
                readonly public_key: string;
            }[];
            /**
             * Format: date-time
             * @description When this was.
             */
            readonly checked_at: string;
        };
        readonly PostureLine: {
            /** @description Of the check; stable. */
            readonly id: string;
            /** @description What is checked. */
            readonly title: string;
            /**
             * @description How it stands.
             * @enum {string}
             */
            readonly status: "pass" | "warning" | "failure";
            /** @description Why it stands so. */
            readonly why: string;
            /** @description What to do; null: nothing. */
            readonly fix: string | null;
        };
        readonly Posture: {
            /**
             * @description The worst of the lines.
             * @enum {string}
             */
            readonly status: "pass" | "warning" | "failure";
            /**
             * Format: date-time
             * @description When this was.
             */
            readonly checked_at: string;
            /** @description The version of the gateway. */
            readonly version: string;
            /** @description The checklist. */
            readonly checks: readonly components["schemas"]["PostureLine"][];
        };
        readonly ErrorGroup: {
            /** @description A code of the error table. */
            readonly code: string;
            /** @description The route, as declared; null: none matched. */
            readonly route: string | null;
            /** @description The defence that refused. */
            readonly layer: string;
            /** @description The HTTP status. */
            readonly status: number;
            /** @description How often. */
            readonly count: number;
            /**
             * Format: date-time
             * @description The first of them.
             */
            readonly first_seen: string;
            /**
             * Format: date-time
             * @description The last of them.
             */
            readonly last_seen: string;
            /** @description What the last of them said. */
            readonly sample: string;
        };
        readonly ErrorInsight: {
            /** @description The one cause that explains most of it. */
            readonly root_cause_id: string;
            /**
             * @description How bad it is for the users of the gateway.
             * @enum {string}
             */
            readonly severity: "low" | "medium" | "high" | "critical";
            /** @description What to do, the most urgent first. */
            readonly action: readonly string[];
        };
        readonly ErrorSummary: {
            /** @description In words, and as a conclusion. */
            readonly ai_summary: {
                /** @description What is going on. */
                readonly summary_text: string;
                /** @description The conclusion; null where Claude did not write it. */
                readonly structured_insight: components["schemas"]["ErrorInsight"] | null;
            };
            /** @description Who wrote the summary; null: it is the counts themselves. */
            readonly provider: string | null;
            /** @description Who asked. */
            readonly requested_by: string;
            /** @description The counts that it is about, the worst first. */
            readonly groups: readonly components["schemas"]["ErrorGroup"][];
            /**
             * Format: date-time
             * @description What is older is not in it.
             */
            readonly since: string;
            /** @description Whether Claude did not write it. */
            readonly degraded: boolean;
            /** @description Why not: a code of the error table. */
            readonly reason: string | null;
            /** @description What it cost: US dollars, in steps of a millionth. */
            readonly cost_usd: number;
            /** @description The `x-request-id` of the answer. */
            readonly request_id: string;
        };
        readonly NoErrors: {
            /**
             * @description `No errors found.`
             * @constant
             */
            readonly summary: "No errors found.";
            /** @description Nobody had to be asked. */
            readonly provider: null;
        };
        /** @description How one part is, with facts about it. */
        readonly Check: {
            /**
             * @description How the part is.
             * @enum {string}
             */
            readonly status: "up" | "degraded" | "down";
        } & {
            readonly [key: string]: string;
        };
        readonly Health: {
            /**
             * @description `unhealthy`: nothing can be served.
             * @enum {string}
             */
            readonly status: "healthy" | "degraded" | "unhealthy";
            /**
             * Format: date-time
             * @description When this was.
             */
            readonly timestamp: string;
            /** @description The version of the gateway. */
            readonly version: string;
            /** @description By part of the gateway. */
            readonly checks: {
                readonly [key: string]: components["schemas"]["Check"];
            };
        };
        readonly ProbeReport: {
            /**
             * @description `ok` when nothing is red.
             * @enum {string}
             */
            readonly status: "ok" | "error" | "shutting_down";
            /** @description What is green. */
            readonly info: {
                readonly [key: string]: components["schemas"]["Check"];
            };
            /** @description What is red. */
            readonly error: {
                readonly [key: string]: components["schemas"]["Check"];
            };
            /** @description All of it. */
            readonly details: {
                readonly [key: string]: components["schemas"]["Check"];
            };
        };
        readonly MrrAnalysisParameters: {
            /**
             * @description What stretch of time the data covers
             * @enum {string}
             */
            readonly time_period?: "last_7_days" | "last_30_days" | "last_90_days" | "last_12_months";
            /** @description The movements of MRR, month by month */
            readonly data: {
                /**
                 * @description The one currency of all amounts, ISO 4217
                 * @enum {string}
                 */
                readonly currency?: "USD" | "EUR" | "GBP" | "JPY" | "CNY" | "CHF" | "CAD" | "AUD" | "NZD" | "SEK" | "NOK" | "DKK" | "PLN" | "CZK" | "INR" | "BRL" | "MXN" | "SGD" | "HKD" | "KRW" | "ILS" | "ZAR";
                /** @description The months in order of time, without a gap */
                readonly months: readonly {
                    /** @description The calendar month, such as 2026-11 */
                    readonly month: string;
                    /** @description MRR at the start; needed of the first month, later the ending MRR of the month before */
                    readonly starting_mrr?: number;
                    /** @description MRR of customers that were none before */
                    readonly new_mrr: number;
                    /** @description MRR that customers of the start pay more: upgrades, seats, prices */
                    readonly expansion_mrr: number;
                    /** @description MRR that customers of the start pay less and stay, as a positive amount */
                    readonly contraction_mrr: number;
                    /** @description MRR of customers that left, as a positive amount */
                    readonly churned_mrr: number;
                    /** @description MRR at the end, to be checked: what starting MRR and movements come to */
                    readonly ending_mrr?: number;
                }[];
            };
        };
        readonly MrrAnalysisMetrics: {
            /** @description All months together */
            readonly overall: {
                /** @description The first month */
                readonly first_month: string;
                /** @description The last month */
                readonly last_month: string;
                /** @description How many months there are */
                readonly months: number;
                /** @description net_new_mrr / months, in the currency of the data */
                readonly average_net_new_mrr: number;
                /** @description (ending_mrr / starting_mrr) ^ (1 / months) - 1, a share per month */
                readonly compound_monthly_growth_rate: number | null;
                /** @description 12 x ending_mrr, in the currency of the data */
                readonly annual_run_rate: number;
                /** @description The month of the most net new MRR, the first of equals */
                readonly best_month: string;
                /** @description Net new MRR of the best month, in the currency of the data */
                readonly best_month_net_new_mrr: number;
                /** @description The month of the least net new MRR, the first of equals */
                readonly worst_month: string;
                /** @description Net new MRR of the worst month, in the currency of the data */
                readonly worst_month_net_new_mrr: number;
                /** @description MRR at the start, in the currency of the data */
                readonly starting_mrr: number;
                /** @description MRR won from new customers, in the currency of the data */
                readonly new_mrr: number;
                /** @description MRR won from customers of the start, in the currency of the data */
                readonly expansion_mrr: number;
                /** @description MRR lost to customers that pay less, positive, in the currency of the data */
                readonly contraction_mrr: number;
                /** @description MRR lost to customers that left, positive, in the currency of the data */
                readonly churned_mrr: number;
                /** @description MRR at the end, in the currency of the data */
                readonly ending_mrr: number;
                /** @description new + expansion - contraction - churned, in the currency of the data */
                readonly net_new_mrr: number;
                /** @description net_new_mrr / starting_mrr, a share: 0.05 is 5 % */
                readonly growth_rate: number | null;
                /** @description (new + expansion) / (contraction + churned), a multiple */
                readonly quick_ratio: number | null;
                /** @description Each metric of this object that is null, and why */
                readonly not_computed: readonly {
                    /** @description The metric that is null, a field of the object that this list stands in */
                    readonly metric: string;
                    /**
                     * @description Why: zero_denominator: it divides by zero; too_few_periods: it needs more of them; no_churn: nobody left; not_given: the data for it was not sent
                     * @enum {string}
                     */
                    readonly reason: "zero_denominator" | "too_few_periods" | "no_churn" | "not_given";
                }[];
            };
            /** @description Each month, in order of time */
            readonly months: readonly {
                /** @description The calendar month */
                readonly month: string;
                /** @description (starting - contraction - churned) / starting; a share from 0 to 1 */
                readonly gross_revenue_retention: number | null;
                /** @description (starting + expansion - contraction - churned) / starting, a share that may exceed 1 */
                readonly net_revenue_retention: number | null;
                /** @description MRR at the start, in the currency of the data */
                readonly starting_mrr: number;
                /** @description MRR won from new customers, in the currency of the data */
                readonly new_mrr: number;
                /** @description MRR won from customers of the start, in the currency of the data */
                readonly expansion_mrr: number;
                /** @description MRR lost to customers that pay less, positive, in the currency of the data */
                readonly contraction_mrr: number;
                /** @description MRR lost to customers that left, positive, in the currency of the data */
                readonly churned_mrr: number;
                /** @description MRR at the end, in the currency of the data */
                readonly ending_mrr: number;
                /** @description new + expansion - contraction - churned, in the currency of the data */
                readonly net_new_mrr: number;
                /** @description net_new_mrr / starting_mrr, a share: 0.05 is 5 % */
                readonly growth_rate: number | null;
                /** @description (new + expansion) / (contraction + churned), a multiple */
                readonly quick_ratio: number | null;
                /** @description Each metric of this object that is null, and why */
                readonly not_computed: readonly {
                    /** @description The metric that is null, a field of the object that this list stands in */
                    readonly metric: string;
                    /**
                     * @description Why: zero_denominator: it divides by zero; too_few_periods: it needs more of them; no_churn: nobody left; not_given: the data for it was not sent
                     * @enum {string}
                     */
                    readonly reason: "zero_denominator" | "too_few_periods" | "no_churn" | "not_given";
                }[];
            }[];
        };
        readonly MrrAnalysisExplanation: {
            /**
             * @description The largest of the four movements over all months; none when nothing moved.
             * @enum {string}
             */
            readonly driver: "new" | "expansion" | "contraction" | "churn" | "none";
            /** @description The answer in two to four sentences of plain text. */
            readonly summary: string;
            /** @description What stands out in the numbers, the most important first, one sentence each. */
            readonly findings: readonly string[];
            /** @description What to look at or to do next, one sentence each. */
            readonly recommendations: readonly string[];
        };
        /** @description How monthly recurring revenue moved: new, expansion, contraction and churn, growth, quick ratio and retention, month by month. */
        readonly MrrAnalysisQuery: {
            /**
             * @description One of the types that `GET /api/analytics-query/types` lists. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            readonly query_type: "mrr_analysis";
            /** @description Numbers, dates and short names: no free text. */
            readonly parameters: components["schemas"]["MrrAnalysisParameters"];
        };
        readonly MrrAnalysisAnswer: {
            /**
             * @description What was asked. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            readonly query_type: "mrr_analysis";
            /** @description The version of the query; another one may compute otherwise. */
            readonly version: number;
            /** @description What code computed. */
            readonly metrics: components["schemas"]["MrrAnalysisMetrics"];
            /** @description The summary of the explanation; null: the numbers stand alone. */
            readonly answer: string | null;
            /** @description What Claude said of the numbers; null: nothing. */
            readonly explanation: components["schemas"]["MrrAnalysisExplanation"] | null;
            /** @description Whether each number in the explanation is a metric or a datum; null without one. */
            readonly grounded: boolean | null;
            /** @description Numbers of the explanation that are in none of the data. */
            readonly ungrounded_numbers: readonly string[];
            /** @description The model that explained; null: none answered. */
            readonly model: string | null;
            readonly usage: components["schemas"]["Usage"];
            /** @description What it cost: US dollars, in steps of a millionth. */
            readonly cost_usd: number;
            /** @description Whether the explanation was paid for by another request. */
            readonly cached: boolean;
            /** @description Whether there is less than a fresh explanation of the model that was asked. */
            readonly degraded: boolean;
            /** @description Why there is no explanation: a code of the error table. */
            readonly reason: string | null;
            /** @description The same as a sentence. */
            readonly detail: string | null;
            /** @description The chain that keeps the run; null: none does. */
            readonly chain_id: string | null;
            /** @description The `x-request-id` of the answer. */
            readonly request_id: string;
        };
        readonly ChurnAnalysisParameters: {
            /**
             * @description What stretch of time the data covers
             * @enum {string}
             */
            readonly time_period?: "last_7_days" | "last_30_days" | "last_90_days" | "last_12_months";
            /** @description Customers and recurring revenue lost, period by period */
            readonly data: {
                /**
                 * @description How long each period is; month when left out
                 * @enum {string}
                 */
                readonly period_length?: "month" | "quarter" | "year";
                /** @description The periods in order of time, without a gap */
                readonly periods: readonly {
                    /** @description The period by its first month; fiscal quarters and years may begin with any */
                    readonly period: string;
                    /** @description Customers at the start */
                    readonly customers_start: number;
                    /** @description Customers of the start that left; who came and left in the same period is not counted */
                    readonly customers_lost: number;
                    /** @description Recurring revenue at the start; with revenue_lost of every period or of none */
                    readonly revenue_start?: number;
                    /** @description Recurring revenue of the start that was lost, as a positive amount */
                    readonly revenue_lost?: number;
                }[];
                /** @description Why customers left, each with one reason at most and each reason once, in any order */
                readonly reasons?: readonly {
                    /** @description The code of the reason */
                    readonly code: string;
                    /** @description Customers that left for it, in all periods together */
                    readonly customers: number;
                }[];
            };
        };
        readonly ChurnAnalysisMetrics: {
            /** @description All periods together */
            readonly overall: {
                /** @description The first month of the first period */
                readonly first_period: string;
                /** @description The first month of the last period */
                readonly last_period: string;
                /** @description How many periods there are */
                readonly periods: number;
                /**
                 * @description How long each period is
                 * @enum {string}
                 */
                readonly period_length: "month" | "quarter" | "year";
                /** @description Customers that left, in all periods */
                readonly customers_lost: number;
                /** @description Recurring revenue lost in all periods, in the currency of the data */
                readonly revenue_lost: number | null;
                /** @description Per period: customers lost / customers at the start, each summed over all periods; a share from 0 to 1 */
                readonly logo_churn_rate: number | null;
                /** @description Per period: 1 - logo_churn_rate; a share from 0 to 1 */
                readonly logo_retention_rate: number | null;
                /** @description Per period: revenue lost / revenue at the start, each summed over all periods; a share from 0 to 1 */
                readonly revenue_churn_rate: number | null;
                /** @description Per period: 1 - revenue_churn_rate; a share from 0 to 1 */
                readonly revenue_retention_rate: number | null;
                /** @description Per year, if the rate stays: 1 - (1 - logo churn rate) ^ periods of a year; a share from 0 to 1 */
                readonly annualised_logo_churn_rate: number | null;
                /** @description Per year, if the rate stays: 1 - (1 - revenue churn rate) ^ periods of a year; a share from 0 to 1 */
                readonly annualised_revenue_churn_rate: number | null;
                /** @description 1 / logo churn rate: how many periods a customer stays on average if the rate stays */
                readonly expected_lifetime_periods: number | null;
                /** @description The period of the lowest logo churn rate, the first of equals */
                readonly best_period: string | null;
                /** @description The logo churn rate of the best period; a share from 0 to 1 */
                readonly best_period_logo_churn_rate: number | null;
                /** @description The period of the highest logo churn rate, the first of equals */
                readonly worst_period: string | null;
                /** @description The logo churn rate of the worst period; a share from 0 to 1 */
                readonly worst_period_logo_churn_rate: number | null;
                /** @description Customers that left without one of the reasons */
                readonly unexplained_customers: number;
                /** @description Each metric of this object that is null, and why */
                readonly not_computed: readonly {
                    /** @description The metric that is null, a field of the object that this list stands in */
                    readonly metric: string;
                    /**
                     * @description Why: zero_denominator: it divides by zero; too_few_periods: it needs more of them; no_churn: nobody left; not_given: the data for it was not sent
                     * @enum {string}
                     */
                    readonly reason: "zero_denominator" | "too_few_periods" | "no_churn" | "not_given";
                }[];
            };
            /** @description Each period, in order of time */
            readonly periods: readonly {
                /** @description The first month of the period */
                readonly period: string;
                /** @description Customers at the start */
                readonly customers_start: number;
                /** @description Customers of the start that left */
                readonly customers_lost: number;
                /** @description customers_lost / customers_start: 0.05 is 5 %; a share from 0 to 1 */
                readonly logo_churn_rate: number | null;
                /** @description revenue_lost / revenue_start; a share from 0 to 1 */
                readonly revenue_churn_rate: number | null;
                /** @description Customers lost / customers at the start, each summed over this period and the two before it; a share from 0 to 1 */
                readonly trailing_logo_churn_rate: number | null;
                /** @description Revenue lost / revenue at the start, each summed over this period and the two before it; a share from 0 to 1 */
                readonly trailing_revenue_churn_rate: number | null;
                /** @description Each metric of this object that is null, and why */
                readonly not_computed: readonly {
                    /** @description The metric that is null, a field of the object that this list stands in */
                    readonly metric: string;
                    /**
                     * @description Why: zero_denominator: it divides by zero; too_few_periods: it needs more of them; no_churn: nobody left; not_given: the data for it was not sent
                     * @enum {string}
                     */
                    readonly reason: "zero_denominator" | "too_few_periods" | "no_churn" | "not_given";
                }[];
            }[];
            /** @description The reasons, the most customers first, equals by code */
            readonly reasons: readonly {
                /** @description The code of the reason */
                readonly code: string;
                /** @description Customers that left for it */
                readonly customers: number;
                /** @description customers / all customers lost; a share from 0 to 1 */
                readonly share_of_lost: number | null;
                /** @description The same of this reason and those ranked before it together; a share from 0 to 1 */
                readonly cumulative_share_of_lost: number | null;
                /** @description Each metric of this object that is null, and why */
                readonly not_computed: readonly {
                    /** @description The metric that is null, a field of the object that this list stands in */
                    readonly metric: string;
                    /**
                     * @description Why: zero_denominator: it divides by zero; too_few_periods: it needs more of them; no_churn: nobody left; not_given: the data for it was not sent
                     * @enum {string}
                     */
                    readonly reason: "zero_denominator" | "too_few_periods" | "no_churn" | "not_given";
                }[];
            }[];
        };
        readonly ChurnAnalysisExplanation: {
            /**
             * @description Where churn is heading: low below its average over all periods, moderate about at it, high above it.
             * @enum {string}
             */
            readonly risk: "low" | "moderate" | "high";
            /** @description The answer in two to four sentences of plain text. */
            readonly summary: string;
            /** @description What stands out in the numbers, the most important first, one sentence each. */
            readonly findings: readonly string[];
            /** @description What to look at or to do next, one sentence each. */
            readonly recommendations: readonly string[];
        };
        /** @description How many customers and how much recurring revenue were lost, period by period, per year and for which reasons. */
        readonly ChurnAnalysisQuery: {
            /**
             * @description One of the types that `GET /api/analytics-query/types` lists. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            readonly query_type: "churn_analysis";
            /** @description Numbers, dates and short names: no free text. */
            readonly parameters: components["schemas"]["ChurnAnalysisParameters"];
        };
        readonly ChurnAnalysisAnswer: {
            /**
             * @description What was asked. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            readonly query_type: "churn_analysis";
            /** @description The version of the query; another one may compute otherwise. */
            readonly version: number;
            /** @description What code computed. */
            readonly metrics: components["schemas"]["ChurnAnalysisMetrics"];
            /** @description The summary of the explanation; null: the numbers stand alone. */
            readonly answer: string | null;
            /** @description What Claude said of the numbers; null: nothing. */
            readonly explanation: components["schemas"]["ChurnAnalysisExplanation"] | null;
            /** @description Whether each number in the explanation is a metric or a datum; null without one. */
            readonly grounded: boolean | null;
            /** @description Numbers of the explanation that are in none of the data. */
            readonly ungrounded_numbers: readonly string[];
            /** @description The model that explained; null: none answered. */
            readonly model: string | null;
            readonly usage: components["schemas"]["Usage"];
            /** @description What it cost: US dollars, in steps of a millionth. */
            readonly cost_usd: number;
            /** @description Whether the explanation was paid for by another request. */
            readonly cached: boolean;
            /** @description Whether there is less than a fresh explanation of the model that was asked. */
            readonly degraded: boolean;
            /** @description Why there is no explanation: a code of the error table. */
            readonly reason: string | null;
            /** @description The same as a sentence. */
            readonly detail: string | null;
            /** @description The chain that keeps the run; null: none does. */
            readonly chain_id: string | null;
            /** @description The `x-request-id` of the answer. */
            readonly request_id: string;
        };
        readonly ConversionAnalysisParameters: {
            /**
             * @description What stretch of time the data covers
             * @enum {string}
             */
            readonly time_period?: "last_7_days" | "last_30_days" | "last_90_days" | "last_12_months";
            /** @description How many customers reached each step */
            readonly data: {
                /** @description The steps in the order in which customers take them, each name once */
                readonly steps: readonly {
                    /** @description The name of the step, a code without spaces */
                    readonly step: string;
                    /** @description How many customers reached the step; no more than reached the one before */
                    readonly count: number;
                }[];
                /** @description The funnel to compare with: an earlier period, or other customers */
                readonly comparison?: {
                    /** @description The same steps in the same order, with the counts of the earlier period */
                    readonly steps: readonly {
                        /** @description The name of the step, a code without spaces */
                        readonly step: string;
                        /** @description How many customers reached the step; no more than reached the one before */
                        readonly count: number;
                    }[];
                };
            };
        };
        readonly ConversionAnalysisMetrics: {
            /** @description The confidence of all intervals; a share from 0 to 1 */
            readonly confidence: number;
            /** @description The p-value below which a change is called significant; a share from 0 to 1 */
            readonly alpha: number;
            /** @description Each step, in order */
            readonly steps: readonly {
                /** @description The step */
                readonly step: string;
                /** @description Customers who reached the step */
                readonly count: number;
                /** @description count / count of the step before; null at the first step; a share from 0 to 1 */
                readonly from_previous: number | null;
                /** @description Lower end of the Wilson interval of from_previous, at the confidence of the metrics; a share from 0 to 1 */
                readonly from_previous_lower: number | null;
                /** @description Upper end of the same interval; a share from 0 to 1 */
                readonly from_previous_upper: number | null;
                /** @description count / count of the first step; a share from 0 to 1 */
                readonly from_first: number | null;
                /** @description Customers who reached the step before and not this one; null at the first step */
                readonly dropped: number | null;
                /** @description dropped / count of the step before; a share from 0 to 1 */
                readonly drop_rate: number | null;
                /** @description Each metric of this object that is null, and why */
                readonly not_computed: readonly {
                    /** @description The metric that is null, a field of the object that this list stands in */
                    readonly metric: string;
                    /**
                     * @description Why: zero_denominator: it divides by zero; too_few_periods: it needs more of them; no_churn: nobody left; not_given: the data for it was not sent
                     * @enum {string}
                     */
                    readonly reason: "zero_denominator" | "too_few_periods" | "no_churn" | "not_given";
                }[];
            }[];
            /** @description From the first step to the last */
            readonly overall: {
                /** @description Customers who reached the first step */
                readonly started: number;
                /** @description Customers who reached the last step */
                readonly converted: number;
                /** @description converted / started; a share from 0 to 1 */
                readonly rate: number | null;
                /** @description Lower end of the Wilson interval of rate, at the confidence of the metrics; a share from 0 to 1 */
                readonly lower: number | null;
                /** @description Upper end of the same interval; a share from 0 to 1 */
                readonly upper: number | null;
                /** @description Each metric of this object that is null, and why */
                readonly not_computed: readonly {
                    /** @description The metric that is null, a field of the object that this list stands in */
                    readonly metric: string;
                    /**
                     * @description Why: zero_denominator: it divides by zero; too_few_periods: it needs more of them; no_churn: nobody left; not_given: the data for it was not sent
                     * @enum {string}
                     */
                    readonly reason: "zero_denominator" | "too_few_periods" | "no_churn" | "not_given";
                }[];
            };
            /** @description The step with the highest drop rate, the first of equals; null when nobody dropped out or nobody started */
            readonly largest_drop_by_rate: {
                /** @description The step that they did not reach */
                readonly step: string;
                /** @description The last step that they reached */
                readonly previous_step: string;
                /** @description How many customers that are */
                readonly dropped: number;
                /** @description dropped / count of the previous step; a share from 0 to 1 */
                readonly drop_rate: number;
            } | null;
            /** @description The step that most customers did not reach, the first of equals; null when nobody dropped out or nobody started */
            readonly largest_drop_by_count: {
                /** @description The step that they did not reach */
                readonly step: string;
                /** @description The last step that they reached */
                readonly previous_step: string;
                /** @description How many customers that are */
                readonly dropped: number;
                /** @description dropped / count of the previous step; a share from 0 to 1 */
                readonly drop_rate: number;
            } | null;
            /** @description What changed against the comparison; null when none was sent */
            readonly comparison: {
                /** @description How the rate of each step after the first changed, in order */
                readonly steps: readonly {
                    /** @description The step; its rate is that from the step before */
                    readonly step: string;
                    /** @description The conversion rate now; a share from 0 to 1 */
                    readonly rate: number | null;
                    /** @description The conversion rate in the comparison; a share from 0 to 1 */
                    readonly rate_before: number | null;
                    /** @description rate - rate_before, a difference of shares: 0.05 is 5 percentage points */
                    readonly difference: number | null;
                    /** @description difference / rate_before, a share: 0.1 is 10 % more than before */
                    readonly relative_change: number | null;
                    /** @description z of the two-proportion z test with the pooled rate; above 0: the rate is higher than before */
                    readonly z: number | null;
                    /** @description The two-sided p-value of z; smaller ones are told as 0.000001 */
                    readonly p_value: number | null;
                    /** @description Whether p_value is below the alpha of the metrics; this step alone, not corrected for many tests */
                    readonly significant: boolean | null;
                    /**
                     * @description small_sample: fewer than 5 conversions or non-conversions were to be expected on one side, so the test is weak; no_variance: everyone converted on both sides, or nobody, so there is no test
                     * @enum {string}
                     */
                    readonly note: "none" | "small_sample" | "no_variance";
                    /** @description Each metric of this object that is null, and why */
                    readonly not_computed: readonly {
                        /** @description The metric that is null, a field of the object that this list stands in */
                        readonly metric: string;
                        /**
                         * @description Why: zero_denominator: it divides by zero; too_few_periods: it needs more of them; no_churn: nobody left; not_given: the data for it was not sent
                         * @enum {string}
                         */
                        readonly reason: "zero_denominator" | "too_few_periods" | "no_churn" | "not_given";
                    }[];
                }[];
                /** @description How the rate from the first step to the last changed */
                readonly overall: {
                    /** @description The conversion rate now; a share from 0 to 1 */
                    readonly rate: number | null;
                    /** @description The conversion rate in the comparison; a share from 0 to 1 */
                    readonly rate_before: number | null;
                    /** @description rate - rate_before, a difference of shares: 0.05 is 5 percentage points */
                    readonly difference: number | null;
                    /** @description difference / rate_before, a share: 0.1 is 10 % more than before */
                    readonly relative_change: number | null;
                    /** @description z of the two-proportion z test with the pooled rate; above 0: the rate is higher than before */
                    readonly z: number | null;
                    /** @description The two-sided p-value of z; smaller ones are told as 0.000001 */
                    readonly p_value: number | null;
                    /** @description Whether p_value is below the alpha of the metrics; this step alone, not corrected for many tests */
                    readonly significant: boolean | null;
                    /**
                     * @description small_sample: fewer than 5 conversions or non-conversions were to be expected on one side, so the test is weak; no_variance: everyone converted on both sides, or nobody, so there is no test
                     * @enum {string}
                     */
                    readonly note: "none" | "small_sample" | "no_variance";
                    /** @description Each metric of this object that is null, and why */
                    readonly not_computed: readonly {
                        /** @description The metric that is null, a field of the object that this list stands in */
                        readonly metric: string;
                        /**
                         * @description Why: zero_denominator: it divides by zero; too_few_periods: it needs more of them; no_churn: nobody left; not_given: the data for it was not sent
                         * @enum {string}
                         */
                        readonly reason: "zero_denominator" | "too_few_periods" | "no_churn" | "not_given";
                    }[];
                };
            } | null;
            /** @description Each metric of this object that is null, and why */
            readonly not_computed: readonly {
                /** @description The metric that is null, a field of the object that this list stands in */
                readonly metric: string;
                /**
                 * @description Why: zero_denominator: it divides by zero; too_few_periods: it needs more of them; no_churn: nobody left; not_given: the data for it was not sent
                 * @enum {string}
                 */
                readonly reason: "zero_denominator" | "too_few_periods" | "no_churn" | "not_given";
            }[];
        };
        readonly ConversionAnalysisExplanation: {
            /**
             * @description How the overall conversion rate stands against the comparison; no_comparison when none was sent.
             * @enum {string}
             */
            readonly verdict: "better" | "worse" | "no_clear_difference" | "no_comparison";
            /** @description The answer in two to four sentences of plain text. */
            readonly summary: string;
            /** @description What stands out in the numbers, the most important first, one sentence each. */
            readonly findings: readonly string[];
            /** @description What to look at or to do next, one sentence each. */
            readonly recommendations: readonly string[];
        };
        /** @description Where a funnel loses customers: conversion and drop-out of each step and overall, how certain the rates are, and what changed against another period. */
        readonly ConversionAnalysisQuery: {
            /**
             * @description One of the types that `GET /api/analytics-query/types` lists. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            readonly query_type: "conversion_analysis";
            /** @description Numbers, dates and short names: no free text. */
            readonly parameters: components["schemas"]["ConversionAnalysisParameters"];
        };
        readonly ConversionAnalysisAnswer: {
            /**
             * @description What was asked. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            readonly query_type: "conversion_analysis";
            /** @description The version of the query; another one may compute otherwise. */
            readonly version: number;
            /** @description What code computed. */
            readonly metrics: components["schemas"]["ConversionAnalysisMetrics"];
            /** @description The summary of the explanation; null: the numbers stand alone. */
            readonly answer: string | null;
            /** @description What Claude said of the numbers; null: nothing. */
            readonly explanation: components["schemas"]["ConversionAnalysisExplanation"] | null;
            /** @description Whether each number in the explanation is a metric or a datum; null without one. */
            readonly grounded: boolean | null;
            /** @description Numbers of the explanation that are in none of the data. */
            readonly ungrounded_numbers: readonly string[];
            /** @description The model that explained; null: none answered. */
            readonly model: string | null;
            readonly usage: components["schemas"]["Usage"];
            /** @description What it cost: US dollars, in steps of a millionth. */
            readonly cost_usd: number;
            /** @description Whether the explanation was paid for by another request. */
            readonly cached: boolean;
            /** @description Whether there is less than a fresh explanation of the model that was asked. */
            readonly degraded: boolean;
            /** @description Why there is no explanation: a code of the error table. */
            readonly reason: string | null;
            /** @description The same as a sentence. */
            readonly detail: string | null;
            /** @description The chain that keeps the run; null: none does. */
            readonly chain_id: string | null;
            /** @description The `x-request-id` of the answer. */
            readonly request_id: string;
        };
        readonly CohortAnalysisParameters: {
            /**
             * @description What stretch of time the data covers
             * @enum {string}
             */
            readonly time_period?: "last_7_days" | "last_30_days" | "last_90_days" | "last_12_months";
            /** @description How many customers of each cohort stayed */
            readonly data: {
                /**
                 * @description What a period of retained is, month if nothing is said; a label, which no number depends on
                 * @enum {string}
                 */
                readonly period?: "week" | "month";
                /** @description The cohorts in any order, each month once; months may be missing */
                readonly cohorts: readonly {
                    /** @description The month in which these customers started, such as 2026-11 */
                    readonly cohort: string;
                    /** @description How many customers started */
                    readonly size: number;
                    /** @description How many of them were still there after one period, two and so on; never more than before. Empty: too early to say */
                    readonly retained: readonly number[];
                }[];
            };
        };
        readonly CohortAnalysisMetrics: {
            /**
             * @description What a period is
             * @enum {string}
             */
            readonly period: "week" | "month";
            /** @description The retention matrix: each cohort, the earliest first */
            readonly cohorts: readonly {
                /** @description The month in which they started */
                readonly cohort: string;
                /** @description Customers who started */
                readonly size: number;
                /** @description retained / size after 0, 1, 2 and more periods, as far as observed; shares from 0 to 1, the first is 1 */
                readonly rates: readonly number[];
            }[];
            /** @description Retention of all cohorts together, weighted by their size; later points are of fewer cohorts, so the rate may rise */
            readonly curve: readonly {
                /** @description Periods since the start */
                readonly period: number;
                /** @description How many cohorts were observed so long */
                readonly cohorts: number;
                /** @description Customers of these cohorts at their start */
                readonly at_start: number;
                /** @description Customers of these cohorts still there */
                readonly retained: number;
                /** @description retained / at_start; a share from 0 to 1 */
                readonly rate: number;
                /** @description Of the customers of these cohorts who were there one period before, who left since; null at period 0; a share from 0 to 1 */
                readonly churn_rate: number | null;
                /** @description Each metric of this object that is null, and why */
                readonly not_computed: readonly {
                    /** @description The metric that is null, a field of the object that this list stands in */
                    readonly metric: string;
                    /**
                     * @description Why: zero_denominator: it divides by zero; too_few_periods: it needs more of them; no_churn: nobody left; not_given: the data for it was not sent
                     * @enum {string}
                     */
                    readonly reason: "zero_denominator" | "too_few_periods" | "no_churn" | "not_given";
                }[];
            }[];
            /** @description The curve at the usual points */
            readonly retention: {
                /** @description The rate of the curve after 1 period; a share from 0 to 1 */
                readonly after_1: number | null;
                /** @description The rate of the curve after 3 periods; a share from 0 to 1 */
                readonly after_3: number | null;
                /** @description The rate of the curve after 6 periods; a share from 0 to 1 */
                readonly after_6: number | null;
                /** @description The rate of the curve after 12 periods; a share from 0 to 1 */
                readonly after_12: number | null;
                /** @description Each metric of this object that is null, and why */
                readonly not_computed: readonly {
                    /** @description The metric that is null, a field of the object that this list stands in */
                    readonly metric: string;
                    /**
                     * @description Why: zero_denominator: it divides by zero; too_few_periods: it needs more of them; no_churn: nobody left; not_given: the data for it was not sent
                     * @enum {string}
                     */
                    readonly reason: "zero_denominator" | "too_few_periods" | "no_churn" | "not_given";
                }[];
            };
            /** @description The latest period after the start that at least two cohorts have reached; null: there is only one, or none has */
            readonly compared_period: number | null;
            /** @description The cohort that kept the largest share at the compared period, the earliest of equals */
            readonly best_cohort: {
                /** @description The month in which they started */
                readonly cohort: string;
                /** @description Customers who started */
                readonly size: number;
                /** @description Customers still there at the compared period */
                readonly retained: number;
                /** @description retained / size; a share from 0 to 1 */
                readonly rate: number;
            } | null;
            /** @description The cohort that kept the smallest share at the compared period, the earliest of equals */
            readonly worst_cohort: {
                /** @description The month in which they started */
                readonly cohort: string;
                /** @description Customers who started */
                readonly size: number;
                /** @description Customers still there at the compared period */
                readonly retained: number;
                /** @description retained / size; a share from 0 to 1 */
                readonly rate: number;
            } | null;
            /** @description The months between the cohorts that have none, as stretches */
            readonly missing_cohorts: readonly {
                /** @description The first month without a cohort */
                readonly first: string;
                /** @description The last month without one, before the next cohort */
                readonly last: string;
            }[];
            /** @description Each metric of this object that is null, and why */
            readonly not_computed: readonly {
                /** @description The metric that is null, a field of the object that this list stands in */
                readonly metric: string;
                /**
                 * @description Why: zero_denominator: it divides by zero; too_few_periods: it needs more of them; no_churn: nobody left; not_given: the data for it was not sent
                 * @enum {string}
                 */
                readonly reason: "zero_denominator" | "too_few_periods" | "no_churn" | "not_given";
            }[];
        };
        readonly CohortAnalysisExplanation: {
            /**
             * @description Whether later cohorts stay longer than earlier ones, compared after the same number of periods.
             * @enum {string}
             */
            readonly trend: "improving" | "declining" | "stable" | "unclear";
            /** @description The answer in two to four sentences of plain text. */
            readonly summary: string;
            /** @description What stands out in the numbers, the most important first, one sentence each. */
            readonly findings: readonly string[];
            /** @description What to look at or to do next, one sentence each. */
            readonly recommendations: readonly string[];
        };
        /** @description How long customers stay: retention of each starting month and of all together, period by period, and the best and the worst cohort. */
        readonly CohortAnalysisQuery: {
            /**
             * @description One of the types that `GET /api/analytics-query/types` lists. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            readonly query_type: "cohort_analysis";
            /** @description Numbers, dates and short names: no free text. */
            readonly parameters: components["schemas"]["CohortAnalysisParameters"];
        };
        readonly CohortAnalysisAnswer: {
            /**
             * @description What was asked. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            readonly query_type: "cohort_analysis";
            /** @description The version of the query; another one may compute otherwise. */
            readonly version: number;
            /** @description What code computed. */
            readonly metrics: components["schemas"]["CohortAnalysisMetrics"];
            /** @description The summary of the explanation; null: the numbers stand alone. */
            readonly answer: string | null;
            /** @description What Claude said of the numbers; null: nothing. */
            readonly explanation: components["schemas"]["CohortAnalysisExplanation"] | null;
            /** @description Whether each number in the explanation is a metric or a datum; null without one. */
            readonly grounded: boolean | null;
            /** @description Numbers of the explanation that are in none of the data. */
            readonly ungrounded_numbers: readonly string[];
            /** @description The model that explained; null: none answered. */
            readonly model: string | null;
            readonly usage: components["schemas"]["Usage"];
            /** @description What it cost: US dollars, in steps of a millionth. */
            readonly cost_usd: number;
            /** @description Whether the explanation was paid for by another request. */
            readonly cached: boolean;
            /** @description Whether there is less than a fresh explanation of the model that was asked. */
            readonly degraded: boolean;
            /** @description Why there is no explanation: a code of the error table. */
            readonly reason: string | null;
            /** @description The same as a sentence. */
            readonly detail: string | null;
            /** @description The chain that keeps the run; null: none does. */
            readonly chain_id: string | null;
            /** @description The `x-request-id` of the answer. */
            readonly request_id: string;
        };
        readonly AnalyticsAnswer: components["schemas"]["MrrAnalysisAnswer"] | components["schemas"]["ChurnAnalysisAnswer"] | components["schemas"]["ConversionAnalysisAnswer"] | components["schemas"]["CohortAnalysisAnswer"];
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly listKeys: {
        readonly parameters: {
            readonly query?: {
                /** @description Descending with a leading `-`. */
                readonly sort?: "created_at" | "-created_at" | "name" | "-name";
                /** @description Which page. */
                readonly page?: string;
                /** @description Rows of a page. */
                readonly page_size?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: never;
    };
    readonly listUsers: {
        readonly parameters: {
            readonly query?: {
                /** @description Descending with a leading `-`. */
                readonly sort?: "created_at" | "-created_at" | "username" | "-username";
                /** @description Which page. */
                readonly page?: string;
                /** @description Rows of a page. */
                readonly page_size?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: never;
    };
    readonly getUsage: {
        readonly parameters: {
            readonly query?: {
                /** @description The first instant; a date is its midnight. The beginning of this month unless said. */
                readonly from?: string;
                /** @description A time is the first instant that is no more in the report, a date the last day that is. */
                readonly to?: string;
                /** @description One to three different of `day`, `key`, `user`, `model`, `route`, `query_type`, with commas. */
                readonly group_by?: string;
                /** @description Only calls of this key. */
                readonly key_id?: string;
                /** @description Only calls of this user. */
                readonly user_id?: string;
                /** @description Only calls of this model. */
                readonly model?: string;
                /** @description Only calls of this route. */
                readonly route?: string;
                /** @description Only runs of this query type. */
                readonly query_type?: string;
                /** @description A column of the groups or one of the sums, descending with a leading `-`. */
                readonly sort?: string;
                /** @description `csv` for a spreadsheet; `json` unless said. */
                readonly format?: "json" | "csv";
                /** @description Which page. */
                readonly page?: string;
                /** @description Groups of a page. */
                readonly page_size?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: never;
    };
    readonly getAllUsage: {
        readonly parameters: {
            readonly query?: {
                /** @description The first instant; a date is its midnight. The beginning of this month unless said. */
                readonly from?: string;
                /** @description A time is the first instant that is no more in the report, a date the last day that is. */
                readonly to?: string;
                /** @description One to three different of `day`, `key`, `user`, `model`, `route`, `query_type`, with commas. */
                readonly group_by?: string;
                /** @description Only calls of this key. */
                readonly key_id?: string;
                /** @description Only calls of this user. */
                readonly user_id?: string;
                /** @description Only calls of this model. */
                readonly model?: string;
                /** @description Only calls of this route. */
                readonly route?: string;
                /** @description Only runs of this query type. */
                readonly query_type?: string;
                /** @description A column of the groups or one of the sums, descending with a leading `-`. */
                readonly sort?: string;
                /** @description `csv` for a spreadsheet; `json` unless said. */
                readonly format?: "json" | "csv";
                /** @description Which page. */
                readonly page?: string;
                /** @description Groups of a page. */
                readonly page_size?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: never;
    };
    readonly listBudgets: {
        readonly parameters: {
            readonly query?: {
                /** @description What to sort by, descending with a leading `-`; `used` is the share that is spent or held. `-used` unless said. */
                readonly sort?: "used" | "-used" | "spent_usd" | "-spent_usd" | "limit_usd" | "-limit_usd" | "name" | "-name";
                /** @description Which page. */
                readonly page?: string;
                /** @description Budgets of a page. */
                readonly page_size?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: never;
    };
    readonly listChains: {
        readonly parameters: {
            readonly query?: {
                /** @description Descending with a leading `-`. */
                readonly sort?: "updated_at" | "-updated_at" | "created_at" | "-created_at" | "cost_usd" | "-cost_usd" | "steps" | "-steps";
                /** @description Only chains of this owner. */
                readonly owner?: string;
                /** @description Only chains of this type. */
                readonly type?: string;
                /** @description Last used from this instant on; a date is its midnight. */
                readonly from?: string;
                /** @description A time is the first instant that is too late, a date the last day that is not. */
                readonly to?: string;
                /** @description Which page. */
                readonly page?: string;
                /** @description Chains of a page. */
                readonly page_size?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: never;
    };
    readonly getChain: {
        readonly parameters: {
            readonly query?: {
                /** @description Which page of the steps. */
                readonly page?: string;
                /** @description Steps of a page. */
                readonly page_size?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: never;
    };
    readonly listAudit: {
        readonly parameters: {
            readonly query?: {
                /** @description The latest first (`-at`) unless said. */
                readonly sort?: "at" | "-at";
                /** @description The first instant; a date is its midnight. */
                readonly from?: string;
                /** @description A time is the first instant that is too late, a date the last day that is not. */
                readonly to?: string;
                /** @description Only rows of this kind. */
                readonly kind?: "request" | "act" | "opened" | "witness" | "lost" | "closed";
                /** @description Only what this one did. */
                readonly actor?: string;
                /** @description Only this act. */
                readonly action?: string;
                /** @description Only what was done to this. */
                readonly target?: string;
                /** @description Only requests of this route. */
                readonly route?: string;
                /** @description Only refusals with this code. */
                readonly code?: string;
                /** @description Only refusals of this defence. */
                readonly layer?: string;
                /** @description Only requests that ended so. */
                readonly outcome?: "answered" | "degraded" | "refused" | "client_left";
                /** @description Only requests with this HTTP status. */
                readonly status?: string;
                /** @description Only requests from this address. */
                readonly client?: string;
                /** @description Only this request. */
                readonly request_id?: string;
                /** @description Which page. */
                readonly page?: string;
                /** @description Rows of a page. */
                readonly page_size?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: never;
    };
    readonly exportAudit: {
        readonly parameters: {
            readonly query?: {
                /** @description The first instant; a date is its midnight. */
                readonly from?: string;
                /** @description A time is the first instant that is too late, a date the last day that is not. */
                readonly to?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: never;
    };
}
