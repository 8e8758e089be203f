"""Why an assertion is not taken, in a sentence for whoever came and a remedy for whoever set it up."""

from __future__ import annotations

from onelogin.saml2.errors import OneLogin_Saml2_ValidationError

from wangyu.institutions.connections.kinds.base import ArrivalError, Place

V = OneLogin_Saml2_ValidationError
ANOTHER = "学校给出的身份不是为这一次登录发的，没有登录。请重新登录一次。"
UNSIGNED = "学校给出的身份没有签名，没有登录。"
FORGED = "学校给出的身份没有通过签名核对，没有登录。"
OLD = "学校给出的身份已经过期，请重新登录；反复出现时请学校核对服务器时钟。"
UNCLEAR = "学校登录服务的回答说不清是谁，没有登录。"
WEAK = "学校给出的身份用的是不安全或不认得的签名算法，没有登录。"
SIGN = "请对方对断言（Assertion）或整个回答（Response）签名。"
RENEW = "对方换过签名证书的，请重新索取元数据；否则请查明是谁发来的。"
CLOCKS = "请两边都对时。"

SENTENCES: dict[int, tuple[str, str]] = {
    V.NO_SIGNATURE_FOUND: (UNSIGNED, SIGN),
    V.NO_SIGNED_ASSERTION: (UNSIGNED, SIGN),
    V.WRONG_NUMBER_OF_ASSERTIONS: (UNCLEAR, "回答里应当恰好有一个断言（Assertion）。"),
    V.INVALID_XML_FORMAT: ("学校登录服务的回答不合 SAML 2.0 的格式，没有登录。", ""),
    V.WRONG_INRESPONSETO: (ANOTHER, ""),
    V.WRONG_SUBJECTCONFIRMATION: (OLD, CLOCKS),
    V.ASSERTION_TOO_EARLY: ("学校给出的身份还没有生效，没有登录；请学校核对服务器时钟。", CLOCKS),
    V.ASSERTION_EXPIRED: (OLD, CLOCKS),
    V.SESSION_EXPIRED: (OLD, CLOCKS),
    V.WRONG_ISSUER: (
        "学校给出的身份不是登记的那个登录服务发的，没有登录。",
        "请核对元数据是不是这个登录服务的。",
    ),
}
ELSE = -1
MISDIRECTED = {V.WRONG_DESTINATION, V.EMPTY_DESTINATION}


def of(error: Exception, place: Place) -> ArrivalError:
    code = error.code if isinstance(error, V) else ELSE
    if code == V.STATUS_CODE_IS_NOT_SUCCESS:
        return ArrivalError(f"学校的登录服务没有让您登录（{_reason(error)}）。")
    if code in MISDIRECTED:
        return misdirected(place)
    if code == V.WRONG_AUDIENCE:
        return for_another(place)
    return ArrivalError(*SENTENCES.get(code, (FORGED, RENEW)))


def weak() -> ArrivalError:
    return ArrivalError(WEAK, "请对方改用 RSA-SHA256 签名、SHA-256 摘要（不用 SHA-1）。")


def weakly_encrypted() -> ArrivalError:
    return ArrivalError(
        "学校给身份加密用的是过时的或不认得的算法，没有登录。",
        "请对方改用 AES-GCM 加密、RSA-OAEP（rsa-oaep-mgf1p）传送密钥，不用 3DES 和 RSA 1.5；对方重新读取本平台的元数据，多半就会自己改过来。",
    )


def open_to_change() -> ArrivalError:
    return ArrivalError(
        "学校给身份加密用的是 CBC，又没有对整个回答签名，没有登录。",
        "请对方改用 AES-GCM；只能用 CBC 的（例如 ADFS），请对整个回答（Response）签名。",
    )


def locked(place: Place) -> ArrivalError:
    if not place.pairs:
        return ArrivalError(
            "学校把身份加密了，本平台在那里没有证书，解不开，没有登录。",
            f"请先在连接设置里生成证书，再请对方重新读取本平台的元数据 {place.own_id}",
        )
    return ArrivalError(
        "学校加密身份用的不是本平台现在的证书，解不开，没有登录。",
        f"请对方重新读取本平台的元数据 {place.own_id}，改用里面的证书加密。",
    )


def spoiled() -> ArrivalError:
    return ArrivalError(
        "学校给出的身份加密以后被改动过或有损，没有登录。",
        "请重新登录一次；反复出现时，请查明是谁发来的。",
    )


def unreadable() -> ArrivalError:
    return ArrivalError(
        "学校给出的加密身份不合 SAML 2.0 的格式，没有登录。", "请对方只加密一个断言（Assertion）。"
    )


def unencrypted() -> ArrivalError:
    return ArrivalError(
        "学校给出的身份没有加密，这个连接只收加密的，没有登录。",
        "请对方对断言（Assertion）加密；做不到的，在设置里关掉“只收加密的断言”。",
    )


def misdirected(place: Place) -> ArrivalError:
    return ArrivalError(
        "学校把身份送错了地址，没有登录。",
        f"请对方把接收地址（AssertionConsumerService）登记为 {place.back}",
    )


def for_another(place: Place) -> ArrivalError:
    return ArrivalError(
        "学校给出的身份不是发给本平台的，没有登录。",
        f"请对方把受众（Audience）设为本平台的标识 {place.own_id}",
    )


def _reason(error: Exception) -> str:
    """What the other side said, after "The status code of the Response was not Success, was"."""
    return str(error).rpartition("Success, was ")[2][:120]
