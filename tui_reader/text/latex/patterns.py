"""Regular expressions of the converter of running text."""

from __future__ import annotations

import re

# Every alternative of `PART` begins with one of these.
SPECIAL = re.compile(r"""[$\\`~^{}'"*_<\[-]""")
SPECIAL_OR_URL = re.compile(r"""[$\\`~^{}'"*_<\[h-]""")
GREEK = "α-ωΑ-Ωϵϑϕϱϖϰ"
# The alternatives are tried in this order at each position; each is bounded in length.
PART = re.compile(
    rf"""
    (?P<url> https?://[^\s\\${{}}`<>]+ )
  | (?P<literal>
        (?<![^\s("'=\[`])--[A-Za-z][\w-]*                                      # --flag
      | (?<!\S)\\\\[\w.-]+\\[^\s{{}}$]+                                  # \\server\share
      | (?<=(?<![A-Za-z])[A-Za-z]:)\\[\w.][^\s{{}}$]*                     # C:\new
      | <!--.{{0,200}}?--> | <?--+> | <--+ | -{{4,}}
      | (?<=\w)--(?=[;)]) | (?<=(?<!\w)C)--
      | (?<=(?<!\w)[A-Za-z])--(?![\w-]|\s[a-z])                        # i--, C--
      | (?<![\w`])`[^`'\n]{{1,80}}`(?![`\w]) | ``[^`'\n]{{1,80}}``(?!`) )
  | ''(?P<primes>(?<![\w']'')(?![\s',.;:)])(?:[^'\n]|\n(?!\n)|(?<=\w)'(?=\w)){{1,200}}?(?<!\s))
        (?:''(?!')|")
  | "(?P<mixed>(?![\s"])(?:[^"'`\n]|(?<=\w)'(?=\w)){{1,100}}?)''(?!')
  | ``(?P<double>(?!\s)(?:[^`\n]|\n(?!\s*\n)){{1,300}}?)(?:''|")
  | (?<![\w`])`(?P<single>(?![\s`'])(?:[^`'\n]|(?<=\w)'(?=\w)){{1,120}})(?<!\s)'(?![\w'`])
  | \\"(?P<json>[^"\\\n]{{1,200}})\\"(?![A-Za-z{{\\])                   # quotes of a JSON string
  | (?<=[A-Za-z])\\'(?P<contraction>(?:s|t|m|d|ll|re|ve)\b)             # it\'s
  | \\(?P<escaped>[%&\#_${{}}]|~(?:\{{\}}|(?![nNaAoO{{\\])))
  | (?P<accent> \\(?:["'`^]|~|\.(?=[zZI{{])|=(?=\{{)|[cvuHkrdb](?=\s?\{{))\s?(?=[A-Za-z{{\\]) )
  | \\\|(?P<norm>[^|\\\n]{{1,40}}(?:\\[A-Za-z]+[^|\\\n]{{0,20}}){{0,3}})\\\|      # \|x\|
  | (?P<bars> (?<=[\w)])\\\|(?=[\w(]) )                                   # p\|q
  | (?P<space> (?<![:\\])\\[ ] | (?<![\\\[])\\[,!](?=[\w(\s$\\{{]) | (?<=[\w%)])\\[;:](?=[\w(])
      | \\\\(?=\s|$) )
  | (?P<nothing> \\@ | (?<=[a-z])\\-(?=[a-z]) | (?<=\w)\\/(?=[\s\w]) )
  | (?P<formula> \\[(\[] | \$\$? )
  | \\(?P<macro>[A-Za-z]+)\*?
  | (?P<tilde> ~ )
  | \*\*(?P<bold>(?<![\w*]\*\*)(?![\s*])[^*\n]{{1,200}}?(?<!\s))\*\*(?!\*)
  | \[(?P<label>[^\[\]\n]{{1,200}})\]\(
        (?P<target>(?:https?://|(?:[\w-]{{1,60}}\.){{1,4}}[a-z]{{2,6}}/)[^\s()]{{1,500}})\)
  | <a\b(?P<anchor>[^<>]{{0,400}}>[^<>]{{0,400}})</a>
  | (?P<dash> ---? )(?!-)
  | (?P<mark> (?<=[\w)\]}}|'∇∂∑∏∫])[\^_] )(?=\{{|\\[A-Za-z])
  | (?<=[\w)\]}}|∇∂∑∏∫])(?<!\^\w)\^(?P<power>
        [+-]?\d+(?![\d.]*(?:\.\d|\^)) | [A-Za-z{GREEK}](?![A-Za-z0-9^]) | (?:st|nd|rd|th)(?!\w)
      | [*†‡§¶★⋆∘°′] | [+-](?![\w^]) )
  | (?: (?<=(?<![\w./\\@\#-])[A-Za-z]) | (?<=[{GREEK}ℓ]) | (?<=(?<!\w)log) )
      _(?P<digit>\d+(?:\.\d+)?)(?![A-Za-z0-9_]|\.[a-z])
  | (?: (?<=(?<![\w/])[{GREEK}]) | (?<=(?<![\w./\\@\#-])[A-Za-z]) )
      _(?P<letter>[A-Za-z{GREEK}])(?![A-Za-z0-9_]|\.[a-z])
  | (?:(?<=[|}}])|(?<=\^\d))_(?P<single_letter>[A-Za-z0-9])(?![A-Za-z0-9_])
  | (?P<group> \{{ )
  | (?P<close> \}} )
    """,
    re.X,
)
INDEX = re.compile(r"_(\d{1,4}|[A-Za-z])(?![A-Za-z0-9_])")
FILE_PATH = re.compile(r"(?:\\[\w.-]+){2,12}(?![\w\\{$^])")
MACRO_BEFORE = re.compile(r"\\[A-Za-z]{2,18}\Z")
BEFORE_PATH = re.compile(r"(?<![\w\\{}$.-])[\w.-]{1,80}\Z")
SPACES = re.compile(r"[ \t]*\n?[ \t]*")
BEGIN = re.compile(r"\\begin\{[a-z]{1,20}\*?\}")
OPTION = re.compile(r"\[[^\]\n]{0,100}\](?=\{)")
DECLARATION = re.compile(r"\\([A-Za-z]+)(?![A-Za-z])\s*")
PLAIN_GROUP = re.compile(r"(?=[^{}]*[^\W\d_])[\w.+/'’\s-]{1,80}")
DOMAIN_BEFORE = re.compile(r"(?:[\w-]{1,40}\.){1,4}[a-z]{2,6}/[^\s{}]{0,100}\Z")
WORD_BEFORE = re.compile(r"(?<![\w\\-])[a-z]{3,20}\Z")
UNCLOSED_LABEL = re.compile(r"[^\s{}]*[^\s{}.,;:)]")
HREF = re.compile(r"""href\s*=\s*["']?(https?://[^\s"'<>]+)""")
NUMBER_BEFORE = re.compile(
    r"(?<![\w.])[+-]?[$€£]?\d[\d.,]*(?:e[+-]?\d+)?(\\?%|\s?times|×|[A-Za-z]{1,3})?\s?\Z"
)
NUMBER_AFTER = re.compile(r"[+-]?\\?[$€£]?\.?\d[\d.,]*([A-Za-z]{1,3}(?![A-Za-z]))?")
RANGE_UNITS = frozenset((None, *"KMBTkx%×", "\\%", "times", " times"))
WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]")
