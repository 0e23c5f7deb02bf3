import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { IdPipe, Reads, TakesQuery } from '../../http';
import { Access } from '../access';
import { listAnswer, pagingOf, type ListAnswer } from '../paging';
import { callerOf } from '../caller-of';
import { ChangeKeyDto, CreateKeyDto, KeyListQuery, RotateKeyDto } from './key.dto';
import { KeyAdministration } from './key-administration';
import { changeOf, keyView, requestOf, withSecrets, type KeyView, type KeyWithSecrets } from './key-views';

/** API keys, CONTRACT section 3. */
@Controller('admin/keys')
export class KeysController {
  constructor(private readonly keys: KeyAdministration) {}

  @Post()
  @Access({ atLeast: 'admin' })
  @Reads('json')
  async create(@Body() body: CreateKeyDto, @Req() request: Request): Promise<KeyWithSecrets> {
    return withSecrets(await this.keys.create(callerOf(request), requestOf(body), request.context.id));
  }

  @Get()
  @Access({ atLeast: 'admin' })
  @TakesQuery()
  async list(@Query() query: KeyListQuery): Promise<ListAnswer<KeyView>> {
    const paging = pagingOf<'created_at' | 'name'>(query, 'created_at');
    return listAnswer(await this.keys.page(paging), paging, keyView);
  }

  @Get(':id')
  @Access({ atLeast: 'admin' })
  async one(@Param('id', IdPipe) id: string): Promise<KeyView> {
    return keyView(await this.keys.one(id));
  }

  @Patch(':id')
  @Access({ atLeast: 'admin' })
  @Reads('json')
  async change(
    @Param('id', IdPipe) id: string,
    @Body() body: ChangeKeyDto,
    @Req() request: Request,
  ): Promise<KeyWithSecrets> {
    return withSecrets(await this.keys.change(callerOf(request), id, changeOf(body), request.context.id));
  }

  @Post(':id/rotate')
  @HttpCode(200)
  @Access({ atLeast: 'admin' })
  @Reads('json')
  async rotate(
    @Param('id', IdPipe) id: string,
    @Body() body: RotateKeyDto,
    @Req() request: Request,
  ): Promise<KeyWithSecrets> {
    const graceSeconds = body.grace_seconds ?? 0;
    return withSecrets(await this.keys.rotate(callerOf(request), id, graceSeconds, request.context.id));
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @Access({ atLeast: 'admin' })
  async revoke(@Param('id', IdPipe) id: string, @Req() request: Request): Promise<KeyView> {
    return keyView(await this.keys.revoke(callerOf(request), id, request.context.id));
  }

  @Delete(':id')
  @HttpCode(204)
  @Access({ atLeast: 'admin' })
  delete(@Param('id', IdPipe) id: string, @Req() request: Request): Promise<void> {
    return this.keys.delete(callerOf(request), id, request.context.id);
  }
}
