"""The characters of Chinese and of its neighbours, as what stands in a set of a pattern."""

HAN = "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
SIGNS = "\u2ff0-\u2fff\u3001-\u303f\u3190-\u319f\u3200-\u33ff\ufe10-\ufe1f\ufe30-\ufe4f\uff01-\uff65\uffe0-\uffe6"
KANA = "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
BOPOMOFO = "\u3100-\u312f\u31a0-\u31bf"
HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97c\uac00-\ud7ff"
