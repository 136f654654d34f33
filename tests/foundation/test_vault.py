from pathlib import Path

import pytest

from foundation.errors import SecretUnreadable
from foundation.vault import Vault


def test_a_secret_comes_back_and_its_key_file_is_for_its_owner_only(vault: Vault) -> None:
    sealed = vault.seal({"token": "123:abc"})

    assert b"123:abc" not in sealed
    assert vault.open(sealed, "telegram") == {"token": "123:abc"}
    assert vault.key_file.stat().st_mode & 0o777 == 0o600


def test_old_secrets_stay_readable_after_a_new_key(vault: Vault) -> None:
    sealed = vault.seal({"token": "123:abc"})
    vault.add_key()

    assert vault.open(sealed, "telegram") == {"token": "123:abc"}
    assert vault.reseal(sealed) != sealed


def test_another_key_is_refused_with_a_sentence_that_names_the_owner(vault: Vault, tmp_path: Path) -> None:
    sealed = vault.seal({"token": "123:abc"})

    with pytest.raises(SecretUnreadable, match="telegram"):
        Vault(tmp_path / "other.key").open(sealed, "telegram")
