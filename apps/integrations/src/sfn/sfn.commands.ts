import { Injectable } from '@nestjs/common';
import type { Json } from '#contracts';
import { CommandContext, CommandInput, HandlesCommand } from '#participant';
import { ApiCalls } from './api-calls.js';

/**
 * What `arn:aws:states:::aws-sdk:sfn:…` asks for and the engine does not send itself. Each waits for an answer, so each
 * runs beside the others.
 */
@Injectable()
export class SfnCommands {
  constructor(private readonly api: ApiCalls) {}

  @HandlesCommand('sfn.createActivity', { long: true })
  createActivity(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('CreateActivity', input, ctx);
  }

  @HandlesCommand('sfn.createStateMachine', { long: true })
  createStateMachine(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('CreateStateMachine', input, ctx);
  }

  @HandlesCommand('sfn.createStateMachineAlias', { long: true })
  createStateMachineAlias(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('CreateStateMachineAlias', input, ctx);
  }

  @HandlesCommand('sfn.deleteActivity', { long: true })
  deleteActivity(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('DeleteActivity', input, ctx);
  }

  @HandlesCommand('sfn.deleteStateMachine', { long: true })
  deleteStateMachine(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('DeleteStateMachine', input, ctx);
  }

  @HandlesCommand('sfn.deleteStateMachineAlias', { long: true })
  deleteStateMachineAlias(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('DeleteStateMachineAlias', input, ctx);
  }

  @HandlesCommand('sfn.deleteStateMachineVersion', { long: true })
  deleteStateMachineVersion(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('DeleteStateMachineVersion', input, ctx);
  }

  @HandlesCommand('sfn.describeActivity', { long: true })
  describeActivity(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('DescribeActivity', input, ctx);
  }

  @HandlesCommand('sfn.describeExecution', { long: true })
  describeExecution(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('DescribeExecution', input, ctx);
  }

  @HandlesCommand('sfn.describeMapRun', { long: true })
  describeMapRun(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('DescribeMapRun', input, ctx);
  }

  @HandlesCommand('sfn.describeStateMachine', { long: true })
  describeStateMachine(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('DescribeStateMachine', input, ctx);
  }

  @HandlesCommand('sfn.describeStateMachineAlias', { long: true })
  describeStateMachineAlias(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('DescribeStateMachineAlias', input, ctx);
  }

  @HandlesCommand('sfn.describeStateMachineForExecution', { long: true })
  describeStateMachineForExecution(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('DescribeStateMachineForExecution', input, ctx);
  }

  @HandlesCommand('sfn.getExecutionHistory', { long: true })
  getExecutionHistory(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('GetExecutionHistory', input, ctx);
  }

  @HandlesCommand('sfn.listActivities', { long: true })
  listActivities(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('ListActivities', input, ctx);
  }

  @HandlesCommand('sfn.listExecutions', { long: true })
  listExecutions(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('ListExecutions', input, ctx);
  }

  @HandlesCommand('sfn.listMapRuns', { long: true })
  listMapRuns(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('ListMapRuns', input, ctx);
  }

  @HandlesCommand('sfn.listStateMachineAliases', { long: true })
  listStateMachineAliases(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('ListStateMachineAliases', input, ctx);
  }

  @HandlesCommand('sfn.listStateMachineVersions', { long: true })
  listStateMachineVersions(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('ListStateMachineVersions', input, ctx);
  }

  @HandlesCommand('sfn.listStateMachines', { long: true })
  listStateMachines(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('ListStateMachines', input, ctx);
  }

  @HandlesCommand('sfn.listTagsForResource', { long: true })
  listTagsForResource(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('ListTagsForResource', input, ctx);
  }

  @HandlesCommand('sfn.publishStateMachineVersion', { long: true })
  publishStateMachineVersion(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('PublishStateMachineVersion', input, ctx);
  }

  @HandlesCommand('sfn.startSyncExecution', { long: true })
  startSyncExecution(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('StartSyncExecution', input, ctx);
  }

  @HandlesCommand('sfn.tagResource', { long: true })
  tagResource(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('TagResource', input, ctx);
  }

  @HandlesCommand('sfn.untagResource', { long: true })
  untagResource(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('UntagResource', input, ctx);
  }

  @HandlesCommand('sfn.updateMapRun', { long: true })
  updateMapRun(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('UpdateMapRun', input, ctx);
  }

  @HandlesCommand('sfn.updateStateMachine', { long: true })
  updateStateMachine(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('UpdateStateMachine', input, ctx);
  }

  @HandlesCommand('sfn.updateStateMachineAlias', { long: true })
  updateStateMachineAlias(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('UpdateStateMachineAlias', input, ctx);
  }

  @HandlesCommand('sfn.validateStateMachineDefinition', { long: true })
  validateStateMachineDefinition(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    return this.#call('ValidateStateMachineDefinition', input, ctx);
  }

  #call(operation: string, input: unknown, ctx: CommandContext): Promise<Json> {
    return this.api.call(operation, input as Json, ctx);
  }
}
