"""The model of languages, as py3langid has it and as a build packs it for a quick start."""

from pathlib import Path

import py3langid
import pytest

from scripts.trim import repack
from unspin.text import language

TEXTS = [
    "The council voted for the bridge after a storm had kept the island without supplies for eleven days.",
    "El consejo aprobó el puente después de que una tormenta dejara la isla sin suministros durante once días.",
    "Der Rat stimmte für die Brücke, nachdem ein Sturm die Insel elf Tage lang abgeschnitten hatte.",
    "Совет проголосовал за мост после того, как шторм на одиннадцать дней оставил остров без припасов.",
    "暴风雨使该岛十一天没有补给后，议会投票赞成建造这座桥。",
]


def test_the_packed_model_tells_languages_as_the_library_s_own_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = [language.detect(text) for text in TEXTS]
    packed = tmp_path / "languages.npz"
    repack(Path(py3langid.__file__).parent / "data" / "model.npz.xz", packed)
    monkeypatch.setattr(language, "_PACKED", packed)
    language._identifier.cache_clear()

    assert [language.detect(text) for text in TEXTS] == own
    assert [code for code, _ in own] == ["en", "es", "de", "ru", "zh"]
    language._identifier.cache_clear()
