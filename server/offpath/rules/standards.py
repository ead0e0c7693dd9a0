"""Where weaknesses stand in the OWASP Top 10 of 2021, as its pages list them under "List of Mapped CWEs"."""

from __future__ import annotations

OWASP: dict[str, tuple[int, ...]] = {
    "A01 Broken access control": (200, 201, 284, 285, 352, 425, 566, 601, 639, 862, 863, 913),
    "A02 Cryptographic failures": (319, 321, 326, 327, 328, 330, 331, 338, 347, 523, 916),
    "A03 Injection": (20, 74, 77, 78, 79, 88, 89, 90, 91, 94, 95, 113, 116, 184, 470, 564, 610, 643, 644, 917),
    "A04 Insecure design": (209, 256, 269, 434, 472, 501, 522, 525, 602, 650, 799, 807, 840, 841, 1021),
    "A05 Security misconfiguration": (16, 260, 315, 520, 526, 537, 547, 611, 614, 756, 776, 942, 1004),
    "A06 Vulnerable and outdated components": (937, 1035, 1104),
    "A07 Identification and authentication failures": (
        287,
        288,
        290,
        294,
        295,
        306,
        307,
        346,
        384,
        521,
        613,
        620,
        640,
        798,
    ),
    "A08 Software and data integrity failures": (345, 353, 426, 494, 502, 565, 829, 915),
    "A09 Security logging and monitoring failures": (117, 223, 532, 778),
    "A10 Server-side request forgery": (918,),
}
"""Category with the numbers of its weaknesses; those that no rule is likely to have are left out."""
