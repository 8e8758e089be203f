"""Pure judgement of a policy's fulfilment; runs without the platform."""
