"""SMS goes out through a gateway that the settings name: GatewayAPI, CPSMS, or any that takes an HTTP request."""

from indgang.integrations.sms.choice import check_settings, reader_of, sms_sender

__all__ = ["check_settings", "reader_of", "sms_sender"]
