export { CapabilityGuard } from './firewall/capability.guard';
export { LlmModule } from './llm.module';
export type { UpstreamKind } from './upstream';
export { UpstreamCaller } from './upstream-caller';
