import { Injectable } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { AnalyticsQueryRegistry } from '../analytics';
import { documentOf } from './build/document';
import { keptFile, type KeptFile } from '../http';

/** The OpenAPI document of this gateway, made when it is first asked for. */
@Injectable()
export class GatewayDocument {
  #file: Promise<KeptFile> | undefined;

  constructor(
    private readonly modules: ModulesContainer,
    private readonly host: HttpAdapterHost,
    private readonly queries: AnalyticsQueryRegistry,
  ) {}

  file(): Promise<KeptFile> {
    return (this.#file ??= this.#make());
  }

  /** The document as a file of this project, indented for people who compare two of them. */
  async text(): Promise<string> {
    return `${JSON.stringify(await this.#document(), null, 2)}\n`;
  }

  async #make(): Promise<KeptFile> {
    return keptFile('application/json; charset=utf-8', Buffer.from(JSON.stringify(await this.#document())));
  }

  #document(): Promise<object> {
    return documentOf(this.modules, this.host, this.queries.all);
  }
}
