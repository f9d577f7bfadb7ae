"""What a user of boto3 does, against the endpoint and with the credentials of the environment. Prints what it saw as JSON."""

import json
import time

import boto3
from botocore.config import Config

# TestState and StartSyncExecution put "sync-" before the host: there is none of that name here.
sfn = boto3.client("stepfunctions", config=Config(inject_host_prefix=False))
role = "arn:aws:iam::000000000000:role/any"
seen = {}


def definition(**state):
    return json.dumps({"StartAt": "S", "States": {"S": {**state, "End": True}}})


def ended(arn):
    for _ in range(300):
        told = sfn.describe_execution(executionArn=arn)
        if told["status"] != "RUNNING":
            return told
        time.sleep(0.1)
    raise TimeoutError(arn)


def pages(operation, key, **request):
    return [item for page in sfn.get_paginator(operation).paginate(**request) for item in page[key]]


machine = sfn.create_state_machine(
    name="py", definition=definition(Type="Pass"), roleArn=role, publish=True, tags=[{"key": "team", "value": "a"}]
)
arn = machine["stateMachineArn"]
seen["version"] = machine["stateMachineVersionArn"].rsplit(":", 1)[1]
seen["tags"] = sfn.list_tags_for_resource(resourceArn=arn)["tags"]

runs = [sfn.start_execution(stateMachineArn=arn, name=f"n{n}", input=json.dumps({"n": n})) for n in range(5)]
seen["output"] = ended(runs[3]["executionArn"])["output"]
history = pages("get_execution_history", "events", executionArn=runs[3]["executionArn"], PaginationConfig={"PageSize": 1})
seen["history"] = [event["type"] for event in history]
for run in runs:
    ended(run["executionArn"])
listed = pages("list_executions", "executions", stateMachineArn=arn, PaginationConfig={"PageSize": 2})
seen["listed"] = sorted(run["name"] for run in listed)

sfn.update_state_machine(stateMachineArn=arn, definition=definition(Type="Pass", Result=2))
second = sfn.publish_state_machine_version(stateMachineArn=arn)["stateMachineVersionArn"]
versions = sfn.list_state_machine_versions(stateMachineArn=arn)["stateMachineVersions"]
seen["versions"] = [it["stateMachineVersionArn"].rsplit(":", 1)[1] for it in versions]
alias = sfn.create_state_machine_alias(
    name="live", routingConfiguration=[{"stateMachineVersionArn": second, "weight": 100}]
)["stateMachineAliasArn"]
seen["by_alias"] = ended(sfn.start_execution(stateMachineArn=alias)["executionArn"])["output"]

waiting = sfn.create_state_machine(name="py-waits", definition=definition(Type="Wait", Seconds=600), roleArn=role)
run = sfn.start_execution(stateMachineArn=waiting["stateMachineArn"])["executionArn"]
try:
    sfn.redrive_execution(executionArn=run)
except sfn.exceptions.ExecutionNotRedrivable as error:
    seen["redrive"] = type(error).__name__
sfn.stop_execution(executionArn=run, error="Enough", cause="of it")
seen["stopped"] = [ended(run)[field] for field in ("status", "error", "cause")]

activity = sfn.create_activity(name="py-work")["activityArn"]
works = sfn.create_state_machine(name="py-works", definition=definition(Type="Task", Resource=activity), roleArn=role)
run = sfn.start_execution(stateMachineArn=works["stateMachineArn"], input='{"job":7}')["executionArn"]
task = sfn.get_activity_task(activityArn=activity, workerName="py")
seen["job"] = task["input"]
sfn.send_task_heartbeat(taskToken=task["taskToken"])
sfn.send_task_success(taskToken=task["taskToken"], output='{"done":7}')
seen["worked"] = ended(run)["output"]

state = json.dumps({"Type": "Pass", "Parameters": {"x.$": "$.y"}, "End": True})
seen["test_state"] = sfn.test_state(definition=state, roleArn=role, input='{"y":1}')["output"]

sfn.delete_state_machine(stateMachineArn=waiting["stateMachineArn"])
try:
    sfn.start_execution(stateMachineArn=waiting["stateMachineArn"])
except sfn.exceptions.StateMachineDoesNotExist as error:
    seen["deleted"] = type(error).__name__

print(json.dumps(seen))
