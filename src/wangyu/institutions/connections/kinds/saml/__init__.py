from wangyu.institutions.connections.kinds.saml.kind import Saml

__all__ = ["Saml"]
