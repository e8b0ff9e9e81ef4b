"""Words for made-up papers: titles, names, abstracts."""

from __future__ import annotations

import random
import re
from datetime import date

LAST_DAY = date(2026, 8, 21)
"""The newest edition that the fake Hub serves, a Friday."""


def split(text: str) -> list[str]:
    return text.split("|")


# Titles of the first four papers of a day, with characters that are hard to display.
_BY_HAND = (
    "Three Small Models Walk into a Bar",
    "Think Before You <think>: Tags That Nobody Closes",
    "A Survey of [n] Things, [citation needed]",
    "The Loss Goes Down, $\\epsilon \\le 2^{n-1}$ Times",
    "Teaching a Toaster to Say No",
    "Scoring with [correct | c >= tau] and Other Brackets [/nope]",
    "A Title That Goes On\n  Over Two Lines, as Many Do",
    "Lost in the Supermarket: Agents That Cannot Find the Exit",
    "量子猫は箱の中で論文を読む: A Cat Reads Papers in a Box",
    "Schr\\\"odinger's Benchmark: Solved and Unsolved until Opened",
    "🦆 Rubber Ducks as Reward Models",
    "Ask the Ocean: Very Long Context, Very Few Fish",
)
_OPENINGS = split(
    "The Quiet|Notes on the|Towards a Polite|A Field Guide to the|Learning from the|Why the|"
    "Counting the|Beyond the|A Short History of the|How to Fold the|Against the|Rethinking the|"
    "Listening to the|A Map of the|Baking the|The Unreasonable|On the Manners of the|Chasing the|"
    "Inside the|A Recipe for the"
)
_SUBJECTS = split(
    "Teapot Transformer|Lighthouse Policy|Clockwork Parser|Pigeon Retriever|Origami Decoder|"
    "Velvet Tokenizer|Moonlit Planner|Marzipan Diffusion|Snail Scheduler|Umbrella Prior|"
    "Gingerbread Agent|Accordion Attention|Backwards Compiler|Wandering Gradient|Paper Boat Fleet|"
    "Sleepy Verifier|Honest Oracle|Upside-Down Encoder|Left-Handed Router|Patchwork Mixture|"
    "Talking Thermostat|Invisible Ledger|Borrowed Memory|Nine-Legged Spider|Cardboard World Model"
)
_ENDINGS = split(
    "under Mild Rain|without Supervision or Lunch|at the End of the Budget|for Very Small Kitchens|"
    "in Forty Languages|from a Single Spoon|with Two Left Shoes|across a Thousand Islands|"
    "when Nobody Is Looking|by Asking Twice|on Tuesdays|through Thick and Thin Logs|"
    "before the Coffee|in Seven Easy Proofs|for Robots That Garden|with a Borrowed Compass"
)
FIRST = split(
    "Ada|Barnaby|Clementine|Dashiell|Esmeralda|Ferdinand|Griselda|Hyacinth|Ignatius|Jolyon|"
    "Kunigunde|Leopold|Marigold|Nepomuk|Ottoline|Peregrine|Quintus|Rosalind|Søren|Theodora|"
    "Ulrike|Valentin|Wilhelmina|Xaverine|Ysolde|Zacharias"
)
LAST = split(
    "Lovelace|Marrowgate|Quillfeather|Tinderbox|Umbersnatch|Wintergreen|Inkwell|Pumpernickel|"
    "Ævarsdóttir|Thistlewood|Gooseberry|Brambleby|Snickerdoodle|Owlsworth|Fiddlestick|"
    "Puddlemere|Cobblepot|Driftwood|Nightjar|Saltmarsh|Mothballer|Candlewick|Hagedorn-Pfiff|"
    "Zuckerhut|Ŵyndham|von Irgendwo"
)
ORGANIZATIONS = (
    ("lab-of-small-hours", "The Laboratory of Small Hours"),
    ("teapot-institute", "Teapot Institute ☕"),
    ("university-of-nowhere", "University of Nowhere in Particular"),
    ("paper-boat", "Paper Boat Research"),
)
_SENTENCES = (
    "We present the {a} {b}, a {a} way to {v} a {b} without asking the {b} first.",
    "Earlier work had to {v} every {b} by hand, which is {a}, slow, and hard on the {b}.",
    "Our {b} learns to {v} and to {v} at the same time, guided by a {a} {b} that never sleeps.",
    "On {n} tasks of the {a} {b} suite it beats the best {b} by {d}.{e} points.",
    "Surprisingly, a {a} {b} of {n} million parameters is enough to {v} a {b} nearly always.",
    "An ablation shows that the {a} {b} matters more than the size of the {b} or its {b}.",
    "We further find that systems that {v} early tend to {v} late, an effect we call {a} {b}.",
    "To study this we collect {n} thousand {a} cases of {b}, each read aloud to one {b}.",
    "The cost falls by {d}{e}% while every {b} stays as {a} as it was before we came.",
    "Where the {b} fails, it fails in a {a} manner: it will {v} the {b} and then apologise.",
    "Every {b}, the {a} {b} and the code to {v} them are made up, and so is this sentence.",
    "Compared with a {a} baseline, fewer than {n} cases of {b} were harmed while we {v} the {b}.",
)
ADJECTIVES = split(
    "recursive|velvet|patient|sparse|luminous|crooked|modular|lukewarm|bashful|orthogonal|nimble|"
    "weathered|rectified|hollow|amphibious|drowsy|convex|feathered|latent|salty|contrastive|"
    "spherical|reluctant|bilingual|quantized|mossy|autoregressive|gilded|tidy|turbulent|stochastic|"
    "plausible|woollen|magnetic|causal|brittle|hierarchical|shy|fermented|equivariant|sunlit|blunt|"
    "zero-shot|peppery|rotary|distilled|antique|sideways|hyperbolic|generous"
)
NOUNS = split(
    "teapot|gradient|lantern|tokenizer|walrus|benchmark|staircase|retriever|marmalade|policy|"
    "lighthouse|embedding|umbrella|verifier|haystack|kernel|sextant|adapter|cathedral|decoder|"
    "puddle|codebook|windmill|reward|barnacle|pipeline|almanac|curriculum|trombone|critic|"
    "glacier|encoder|thimble|rollout|orchard|manifold|compass|scheduler|biscuit|prior|beehive|"
    "router|ferret|trajectory|tapestry|planner|anchor|checkpoint|hammock|simulator|pretzel|"
    "quantizer|telescope|memory|acorn|sampler|corridor|heuristic|bellows|annotator|driftwood"
)
_VERBS = split(
    "align|fold|distil|untangle|steer|compress|rehearse|prune|whisper|calibrate|juggle|retrieve|"
    "polish|simulate|translate|braid|verify|quantize|unroll|persuade|schedule|embed|harvest|"
    "denoise|shuffle|supervise|knead|ground"
)


_SLOTS = {"a": ADJECTIVES, "b": NOUNS, "v": _VERBS}
_DIGITS = [str(digit) for digit in range(1, 10)]
_HUNDREDS = [str(number) for number in range(3, 900)]


def _compiled(sentence: str) -> tuple[str, tuple[list[str], ...]]:
    slots = re.findall(r"{(\w)}", sentence)
    lists = {"n": _HUNDREDS, "d": _DIGITS, "e": _DIGITS} | _SLOTS
    template = re.sub(r"{\w}", "%s", sentence.replace("%", "%%"))
    return template, tuple(lists[slot] for slot in slots)


_TEMPLATES = [_compiled(sentence) for sentence in _SENTENCES]


def abstract(number: int) -> str:
    """Return a meaningless abstract of about 1,100 characters, hard-wrapped like arXiv's."""
    pick = random.Random(number * 7919 + 1).random
    first = int(pick() * 12)
    parts = []
    for place in range(11 + number % 3):
        template, lists = _TEMPLATES[(first + place * 5) % 12]
        parts.append(template % tuple([words[int(pick() * len(words))] for words in lists]))
        parts.append("\n" if place % 4 == 2 else " ")
    return "".join(parts).strip()


def title(number: int, day: date) -> str:
    place = number % 1000
    if place < 4:
        days = (LAST_DAY - day).days
        return _BY_HAND[(days * 4 + place) % len(_BY_HAND)]
    step = (number % 100_000 * 7_919 + day.toordinal() * 104_729) % 400_000
    step, opening = divmod(step, len(_OPENINGS))
    step, subject = divmod(step, len(_SUBJECTS))
    ending, adjective = (step + opening) % len(_ENDINGS), step // len(_ENDINGS)
    middle = f"{ADJECTIVES[adjective].title()} {_SUBJECTS[subject]}"
    return f"{_OPENINGS[opening]} {middle} {_ENDINGS[ending]}"
