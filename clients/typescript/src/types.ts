import type { components, operations } from './schema.js';

type Schemas = components['schemas'];

export type Role = Schemas['Identity']['role'];
export type Mode = Schemas['Identity']['mode'];
export type Problem = Schemas['Problem'];
export type ErrorCode = Problem['code'];
export type Layer = Problem['layer'];
export type Violation = Schemas['Violation'];
export type PageMeta = Schemas['PageMeta'];

/** `POST /api/query`; whether it streams is said by the method that is called. */
export type QueryRequest = Omit<Schemas['Query'], 'stream' | 'context'> & {
  /** Data for the model: any JSON object. */
  readonly context: object;
};
export type QueryAnswer = Schemas['QueryAnswer'];
export type Usage = Schemas['Usage'];
export type QueryType = Schemas['QueryType'];
export type QueryTypeList = Schemas['QueryTypeList'];

export type Tokens = Schemas['Tokens'];
export type Login = Schemas['Login'];
export type Identity = Schemas['Identity'];
export type MintRequest = Schemas['Mint'];
export type BrowserToken = Schemas['BrowserToken'];

export type RateLimitStatus = Schemas['RateLimitStatus'];
export type BudgetState = Schemas['BudgetState'];
export type Budget = Schemas['Budget'];
export type UsageReport = Schemas['UsageReport'];
export type UsageGroup = Schemas['UsageGroup'];
export type UsageSums = Schemas['UsageSums'];
export type Health = Schemas['Health'];
export type Check = Schemas['Check'];

export type Chain = Schemas['Chain'];
export type ChainStep = Schemas['ChainStep'];
export type ChainDetails = Schemas['ChainDetails'];
export type ChainList = Schemas['ChainList'];

export type Key = Schemas['Key'];
export type KeyWithSecrets = Schemas['KeyWithSecrets'];
/** A key that was made right now: the one answer that shows it. */
export type NewKey = KeyWithSecrets & { readonly key: string };
export type KeyList = Schemas['KeyList'];
export type CreateKey = Schemas['CreateKey'];
export type ChangeKey = Schemas['ChangeKey'];
export type RotateKey = Schemas['RotateKey'];
export type User = Schemas['User'];
export type UserList = Schemas['UserList'];
export type CreateUser = Schemas['CreateUser'];
export type ChangeUser = Schemas['ChangeUser'];
export type AuditRow = Schemas['AuditRow'];
export type AuditList = Schemas['AuditList'];
export type AuditVerdict = Schemas['AuditVerdict'];
export type Posture = Schemas['Posture'];
export type PostureLine = Schemas['PostureLine'];

/** What the gateway does right now, as `live()` tells it. Every one is a whole snapshot. */
export type Overview = Schemas['Overview'];
/** Over a time, on all replicas. */
export type Traffic = Schemas['TrafficCounts'];
export type TrafficSlot = NonNullable<Overview['traffic']>['slots'][number];
export type BreakerState = Overview['breaker'];
/** A budget as administrators see it. */
export type BudgetReport = Schemas['ListedBudget'];
export type BudgetReportList = Schemas['BudgetPage'];

type Asked<Operation extends keyof operations> = NonNullable<operations[Operation]['parameters']['query']>;

/** What a query parameter may be given as; on the wire it is a text. */
type Given<Name, Text> = Name extends 'page' | 'page_size' | 'status'
  ? number
  : Name extends 'from' | 'to'
    ? string | Date
    : Name extends 'group_by'
      ? string | readonly string[]
      : Text;

type Parameters<Operation extends keyof operations, Without extends string = never> = {
  readonly [Name in Exclude<keyof Asked<Operation>, Without>]?:
    Given<Name, Asked<Operation>[Name]> | undefined;
};

export type UsageParameters = Parameters<'getUsage', 'format'>;
export type ChainListParameters = Parameters<'listChains'>;
export type ChainParameters = Parameters<'getChain'>;
export type KeyListParameters = Parameters<'listKeys'>;
export type UserListParameters = Parameters<'listUsers'>;
export type AuditParameters = Parameters<'listAudit'>;
export type BudgetParameters = Parameters<'listBudgets'>;
