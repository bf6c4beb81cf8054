"""Workflows with a step of the app's: starting them, and the methods by which the app ends it."""

from __future__ import annotations

from dataclasses import replace
from secrets import token_hex
from typing import Any

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.executions import Execution
from slackapp.sandbox.humans import Humans
from slackapp.sandbox.installed import Function, Parameter
from slackapp.sandbox.methods import Call, method
from slackapp.sandbox.state import SLACKBOT_ID
from slackapp.sandbox.world import World

#: Whoever is at it, as Slack itself knows.
ACTING_PERSON = "slack#/types/user_context"
#: For which a run's token is good, unless the step ends before.
TOKEN_SECONDS = 15 * 60


class Workflows:
    """Runs a workflow that consists of one step."""

    def __init__(self, world: World, humans: Humans) -> None:
        self._world = world
        self._humans = humans

    def run(self, user: str, callback_id: str, inputs: dict[str, Any]) -> Execution:
        """Start the workflow with what its form holds; raises SlackError where that is no good."""
        world, person = self._world, self._humans.get_actor(user)
        function = world.app.find_function(callback_id)
        if function is None or person.is_stranger:
            raise SlackError("function_not_found")
        read = {
            one.name: self._read(one, inputs[one.name])
            for one in function.inputs
            if one.type != ACTING_PERSON and inputs.get(one.name) not in (None, "", [])
        }
        # Slack says who is at it; nobody can fill that in.
        acting = [one.name for one in function.inputs if one.type == ACTING_PERSON]
        read |= {name: {"id": person.id, "secret": token_hex(16)} for name in acting}
        for one in function.inputs:
            if one.is_required and one.name not in read:
                raise SlackError("input_required", needed=one.name)
        until = world.store.clock() + TOKEN_SECONDS
        token = world.store.add_token("workflow", world.granted_scopes, until).value
        execution = world.executions.put(
            Execution(
                id=world.store.new_id("Fx"),
                workflow_id=world.store.new_id("Wx"),
                user=person.id,
                function=function,
                inputs=read,
                token=token,
            )
        )
        world.tell_app(_event(world, execution), None)
        return execution

    def _read(self, parameter: Parameter, value: Any) -> Any:
        if parameter.type == "array":
            people = value if isinstance(value, list) else [value]
            if any(self._world.store.find_person(str(one)) is None for one in people):
                raise SlackError("user_not_found", needed=parameter.name)
            return [str(one) for one in people]
        if parameter.type == "slack#/types/user_id":
            if self._world.store.find_person(str(value)) is None:
                raise SlackError("user_not_found", needed=parameter.name)
        elif parameter.type == "slack#/types/channel_id":
            if self._world.store.find_channel(str(value)) is None:
                raise SlackError("channel_not_found", needed=parameter.name)
        elif parameter.type == "boolean":
            return str(value).lower() in ("true", "on", "1")
        elif parameter.type in ("number", "integer"):
            return float(value) if parameter.type == "number" else int(value)
        return str(value)


def _event(world: World, execution: Execution) -> dict[str, Any]:
    function = execution.function
    return {
        "type": "function_executed",
        "function": {
            "id": f"Fn{function.callback_id.upper()}",
            "callback_id": function.callback_id,
            "title": function.title,
            "description": function.description,
            "type": "app",
            "input_parameters": [_parameter_json(one) for one in function.inputs],
            "output_parameters": [_parameter_json(one) for one in function.outputs],
            "app_id": world.store.app_id,
            "date_created": 1_700_000_000,
            "date_updated": 1_700_000_000,
            "date_deleted": 0,
        },
        "inputs": execution.inputs,
        "function_execution_id": execution.id,
        "workflow_execution_id": execution.workflow_id,
        "event_ts": world.store.new_ts(),
        "bot_access_token": execution.token,
    }


def _parameter_json(parameter: Parameter) -> dict[str, Any]:
    return {
        "type": parameter.type,
        "name": parameter.name,
        "description": parameter.description,
        "title": parameter.title,
        "is_required": parameter.is_required,
    }


@method("functions.completeSuccess")
def complete_success(call: Call) -> dict[str, Any]:
    """The step is done, with these outputs."""
    execution = _get_running(call)
    outputs = call.structure("outputs", "invalid_arguments")
    if not isinstance(outputs, dict):
        raise SlackError("invalid_arguments")
    _check_outputs(execution.function, outputs)
    _end(call, replace(execution, status="completed", outputs=outputs))
    return {}


@method("functions.completeError")
def complete_error(call: Call) -> dict[str, Any]:
    """The step has failed; whoever started the workflow hears why from Slackbot."""
    execution, error = _get_running(call), call.text("error")
    if not error:
        raise SlackError("invalid_arguments")
    _end(call, replace(execution, status="failed", error=error))
    im = call.store.open_im(execution.user, SLACKBOT_ID)
    title = execution.function.title
    text = f"The workflow stopped at the step “{title}”: {error}"
    call.store.post(im.id, SLACKBOT_ID, text)
    return {}


def _end(call: Call, execution: Execution) -> None:
    """Keep how a run ended; its token is good for nothing from then on."""
    call.world.executions.put(execution)
    call.store.revoke(execution.token, "token_revoked")


def _get_running(call: Call) -> Execution:
    execution = call.world.executions.find(call.text("function_execution_id"))
    if execution is None:
        raise SlackError("function_execution_not_found")
    if call.token.value not in (execution.token, call.world.bot_token):
        raise SlackError("access_denied")
    if execution.status != "running":
        raise SlackError("execution_not_in_running_state")
    return execution


def _check_outputs(function: Function, outputs: dict[str, Any]) -> None:
    known = {one.name for one in function.outputs}
    required = {one.name for one in function.outputs if one.is_required}
    errors = [f"missing output: {name}" for name in sorted(required - outputs.keys())]
    errors += [f"unknown output: {name}" for name in sorted(outputs.keys() - known)]
    if errors:
        messages = {"response_metadata": {"messages": errors}}
        raise SlackError("parameter_validation_failed", **messages)
