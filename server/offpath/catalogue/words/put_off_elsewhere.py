"""How remarks in other languages than English say that the code below is not the real one, as data."""

from __future__ import annotations

import re

_RUSSIAN = (
    r"временн\w* (?:заглушк|реализаци|решени)\w*|^\W*заглушка\W*$|это заглушка|заглушка (?:для|пока|до)\b"
    r"|(?:пока|ещ[её]) не реализован\w*|настоящ\w+ реализаци\w+"
)
_GERMAN = (
    r"vorläufige? (?:implementierung|lösung)|^\W*vorläufig\b|platzhalter-?(?:implementierung|wert)|noch nicht (?:implementiert|umgesetzt)"
    r"|\becht\w+ (?:\w+ )?(?:folgt|fehlt|kommt)\b"
)
_FRENCH = r"(?:implémentation|solution|code) (?:temporaire|provisoire|factice)|pas encore implémenté\w*|à remplacer par (?:l[ae' ]|un)|données fictives"
_SPANISH = (
    r"(?:implementaci[oó]n|soluci[oó]n) (?:temporal|provisional|ficticia)"
    r"|(?:a[uú]n|todav[ií]a) no (?:est[aá] )?implementad\w+|pendiente de (?:implementar|conectar|integrar)"
)
_PORTUGUESE = r"(?:implementação|solução) (?:temporária|provisória)|ainda não (?:foi )?implementad\w+"
_CHINESE = r"临时(?:实现|方案|返回|占位)|占位(?:实现|符实现)|尚未实现|暂未实现|待(?:实现|接入)|后续(?:实现|接入|替换)|模拟(?:实现|返回)"
_JAPANESE = r"仮実装|未実装|ダミー実装"

ADMITTING_ELSEWHERE = re.compile(
    "|".join((_RUSSIAN, _GERMAN, _FRENCH, _SPANISH, _PORTUGUESE, _CHINESE, _JAPANESE)), re.IGNORECASE
)
