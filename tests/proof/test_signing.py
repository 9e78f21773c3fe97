"""Ed25519 by RFC 8032: its vectors, and plain Python signs to the same bytes as the library."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shenguan_docs.proof.alone.ed25519 import ORDER, ed25519_valid, fingerprint
from shenguan_docs.proof.alone.notes import Note
from shenguan_docs.proof.signing import SCHEMES, plain_public, plain_sign, signed_text

# RFC 8032 7.1: secret, public, message, signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.mark.parametrize("vector", VECTORS, ids=[v[2][:8] or "empty" for v in VECTORS])
def test_the_vectors_of_the_rfc(vector: tuple[str, ...]) -> None:
    seed, public, message, signature = map(bytes.fromhex, vector)
    assert plain_public(seed) == SCHEMES["ed25519"].public(seed) == public
    assert plain_sign(seed, message) == SCHEMES["ed25519"].sign(seed, message) == signature
    assert ed25519_valid(public, message, signature)


@settings(max_examples=15)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_library_and_plain_python_agree_and_no_flipped_bit_passes(
    seed: bytes, message: bytes, bit: int
) -> None:
    public, signature = plain_public(seed), plain_sign(seed, message)
    assert (public, signature) == (SCHEMES["ed25519"].public(seed), SCHEMES["ed25519"].sign(seed, message))
    flipped = bytearray(signature)
    flipped[bit // 8] ^= 1 << bit % 8
    assert not ed25519_valid(public, message, bytes(flipped))
    assert not ed25519_valid(public, message + b"0", signature)


def test_a_signature_has_one_form_only() -> None:
    seed, public, message, signature = map(bytes.fromhex, VECTORS[1])
    larger = int.from_bytes(signature[32:], "little") + ORDER
    assert not ed25519_valid(public, message, signature[:32] + larger.to_bytes(32, "little"))
    assert not ed25519_valid(b"\xff" * 32, message, signature)
    assert not ed25519_valid(public[:31], message, signature)
    assert not ed25519_valid(public, message, b"")


def test_a_signed_text_is_read_back_and_a_changed_one_is_not_believed() -> None:
    seed = bytes.fromhex(VECTORS[0][0])
    text = signed_text("标题", [("单位", "示例单位"), ("条数", "12")], seed)
    note = Note(text)
    assert note.problem("标题") == ""
    assert note.fields["单位"] == "示例单位"
    assert fingerprint(note.public) == "21fe-31df-a154-a261-626b-f854-046f-d227"
    assert Note("\ufeff" + text.replace("\n", "\r\n")).problem("标题") == ""  # an editor on Windows
    assert "签名不对" in Note(text.replace("12", "13")).problem("标题")
    assert Note(text).problem("别的") == "不是“别的”"
    with pytest.raises(ValueError, match="one line"):
        signed_text("标题", [("单位", "两\n行")], seed)
    with pytest.raises(ValueError):
        Note(text.partition("签名")[0])
