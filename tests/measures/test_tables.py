from unit_tf.measures.tables import adaptation_table, interval, notes, translation_table

NONE = {"mean": None, "standard_error": None}


def figures(mean):
    return {"mean": mean, "standard_error": 0.1}


def test_intervals_hold_95_per_cent():
    assert interval({"mean": 2.0, "standard_error": 0.1}, 1, 2) == "2.00 +- 0.20"
    assert interval({"mean": 0.002, "standard_error": None}, 1000, 1) == "2.0"
    assert interval(NONE, 1, 2) == "-"
    assert interval({**figures(2.0), "is_biased": True}, 1, 2) == "~2.00 +- 0.20"


def test_translation_table():
    methods = {
        "UNIT": {"psnr": figures(15.0), "ssim": figures(0.5), "cycle": figures(3.0)},
        "colour transfer": {"psnr": figures(14.0), "ssim": figures(0.3)},
        "unchanged": {"psnr": figures(9.0), "ssim": figures(0.1)},
    }
    result = {"pictures": {"a": 4, "b": 4}, "paired": True, "ab": methods, "ba": methods}
    result["notes"] = ["Paired: so it was said."]
    lines = translation_table(result).splitlines()
    assert lines[0] == "4 paired test pictures; means and 95 % intervals"
    assert lines[1].split() == ["a", "to", "b", "PSNR,", "dB", "SSIM", "cycle"]
    assert lines[2].split()[:4] == ["UNIT", "15.00", "+-", "0.20"] and "3.00 +- 0.20" in lines[2]
    assert "ahead of colour transfer by +1.00 dB and +0.200, unchanged by +6.00 dB" in lines[5]
    assert lines[-1] == "Paired: so it was said."
    result |= {"paired": False, "pictures": {"a": 4, "b": 5}}
    assert "4 test pictures of a, 5 of b, not paired" in translation_table(result)


def test_who_is_ahead_where_figures_are_missing():
    ours = {"psnr": figures(15.0), "ssim": figures(0.5)}
    equal = {"psnr": NONE, "ssim": figures(1.0)}
    result = {"pictures": {"a": 9, "b": 9}, "paired": True, "notes": []}
    result["ab"] = {"UNIT": ours, "colour transfer": ours, "unchanged": equal}
    result["ba"] = dict.fromkeys(result["ab"], {"psnr": NONE, "ssim": NONE})
    text = translation_table(result)
    assert "colour transfer by +0.00 dB and +0.000, unchanged by -0.500" in text
    assert text.count("ahead") == 1 and "inf" not in text and "nan" not in text


def test_notes():
    fine = {"psnr": figures(15.0), "ssim": figures(0.5), "latent": figures(1.0)}
    result = {"pictures": {"a": 9, "b": 30}, "ab": {"UNIT": fine}, "ba": {"UNIT": fine}}
    assert notes(result, {"ab": {}, "ba": {}}, None) == notes(result, {}, 8) == []
    (said,) = notes(result, {}, 2048)
    assert said.startswith("FID of 9 pictures is marked ~: it is too high") and "2,049" in said
    result["pictures"] = {"a": 7, "b": 30}
    (said,) = notes(result, {}, 8)
    assert said.startswith("FID is left out: of 7 pictures") and "KID is unbiased" in said
    result["pictures"] = {"a": 1, "b": 1}
    result["ba"] = {"UNIT": {"psnr": NONE, "ssim": NONE, "latent": NONE}}
    said = notes(result, {"ba": {"unchanged": 1}}, None)
    assert said[0].startswith("b to a, unchanged: 1 of 1 equal the truth")
    assert [words.split()[0] for words in said[1:]] == ["SSIM", "The", "One"]


def test_adaptation_table():
    shares = {"unadapted": [0.75, 0.85]}
    text = adaptation_table({"models": ["x", "y"], "ab": shares, "ba": shares})
    assert text.splitlines()[1].split() == ["unadapted", "80.00", "+-", "7.07"]
    assert text.endswith("over 2 models")
