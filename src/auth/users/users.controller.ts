import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { IdPipe, Reads, TakesQuery } from '../../http';
import { Access } from '../access';
import { budgetOfBody } from '../budget';
import { listAnswer, pagingOf, type ListAnswer } from '../paging';
import { callerOf } from '../caller-of';
import { UserAdministration } from './user-administration';
import { ChangeUserDto, CreateUserDto, UserListQuery } from './user.dto';
import { userView, type UserView } from './user-view';

/** People who log in, CONTRACT section 3. */
@Controller('admin/users')
export class UsersController {
  constructor(private readonly users: UserAdministration) {}

  @Post()
  @Access({ atLeast: 'admin' })
  @Reads('json')
  async create(@Body() body: CreateUserDto, @Req() request: Request): Promise<UserView> {
    const { username, password, role, mode = 'full' } = body;
    const budget = budgetOfBody(body.budget ?? null);
    const user = { username, password, role, mode, budget };
    return userView(await this.users.create(callerOf(request), user, request.context.id));
  }

  @Get()
  @Access({ atLeast: 'admin' })
  @TakesQuery()
  async list(@Query() query: UserListQuery): Promise<ListAnswer<UserView>> {
    const paging = pagingOf<'created_at' | 'username'>(query, 'created_at');
    return listAnswer(await this.users.page(paging), paging, userView);
  }

  @Get(':id')
  @Access({ atLeast: 'admin' })
  async one(@Param('id', IdPipe) id: string): Promise<UserView> {
    return userView(await this.users.one(id));
  }

  @Patch(':id')
  @Access({ atLeast: 'admin' })
  @Reads('json')
  async change(
    @Param('id', IdPipe) id: string,
    @Body() body: ChangeUserDto,
    @Req() request: Request,
  ): Promise<UserView> {
    const { password, role, mode } = body;
    const budget = body.budget && budgetOfBody(body.budget);
    const change = { password, role, mode, budget };
    return userView(await this.users.change(callerOf(request), id, change, request.context.id));
  }

  @Delete(':id')
  @HttpCode(204)
  @Access({ atLeast: 'admin' })
  delete(@Param('id', IdPipe) id: string, @Req() request: Request): Promise<void> {
    return this.users.delete(callerOf(request), id, request.context.id);
  }
}
