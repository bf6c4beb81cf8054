"""What leaves for an operator's own monitoring, where they ask for it: spans and errors.

Their libraries are extras, and are imported only where a setting asks for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from slackapp.config import Settings
from slackapp.errors import ConfigurationError


@contextmanager
def telling_outside(settings: Settings) -> Iterator[None]:
    """Send spans and errors in the block to where the settings say.

    Raises ConfigurationError where the extra is not installed, or an address is none.
    """
    with ExitStack() as stack:
        if settings.otel_exporter_otlp_endpoint:
            try:
                from slackapp.telemetry.spans import sending_spans
            except ModuleNotFoundError as error:
                raise _lack("OTEL_EXPORTER_OTLP_ENDPOINT", "otel", error) from None
            stack.enter_context(sending_spans(settings.otel_exporter_otlp_endpoint))
        dsn = settings.sentry_dsn.get_secret_value().strip()
        if dsn:
            try:
                from slackapp.telemetry.reports import reporting_errors
            except ModuleNotFoundError as error:
                raise _lack("SENTRY_DSN", "sentry", error) from None
            stack.enter_context(reporting_errors(dsn))
        yield


def _lack(setting: str, extra: str, error: ModuleNotFoundError) -> ConfigurationError:
    return ConfigurationError(
        f"{setting} is set, and {error.name} is not installed: "
        f"`pip install 'kudoscope[{extra}]'`, or take the setting away."
    )
