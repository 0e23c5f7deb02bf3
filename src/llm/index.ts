export { ActiveUpstream } from './active-upstream';
export { LlmModule } from './llm.module';
export type { UpstreamKind } from './upstream';
