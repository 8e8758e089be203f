"""The demo province 云梦省: invented universities, people and figures, made from a seed."""
