"""Where a word that is said in two ways is said the rarer way: the words before and after it, as patterns. Data only.

Each entry is (word, respelling, pattern); the pattern's group 1 is what stands before the word. One that is not sure is
left out: the word then stays as it is, and the engine says it as it would have.
"""

from __future__ import annotations

_HAVE = r"(?:have|has|had|having|haven't|hasn't|hadn't|[a-z]{1,6}'ve)"
_BE = r"(?:is|are|was|were|be|been|being|isn't|aren't|wasn't|weren't|getting|gets|got)"
_ADVERB = (
    r"(?:(?:not|never|already|just|ever|always|also|only|recently|once|since|often|even|all|both|actually|"
    r"really|widely|well|carefully|finally) ){0,2}"
)
_MODAL = (
    r"(?:to|will|would|can|could|may|might|must|shall|should|don't|didn't|doesn't|not|won't|can't|"
    r"couldn't|cannot|[a-z]{1,4}'ll)"
)
_LONG_AGO = (
    r"(?:yesterday|last (?:night|week|month|year|summer|winter|spring|autumn|fall|[a-z]+day)|(?:days?|"
    r"weeks?|months?|years?|ago) ago|when I was|as a child)"
)
_NOT_ASKED = "".join(
    rf"(?<!\b{word} )"
    for word in [
        "did",
        "does",
        "can",
        "could",
        "will",
        "would",
        "should",
        "may",
        "might",
        "must",
        "shall",
        "let",
        "that",
        "if",
        "lest",
        "make",
        "made",
        "makes",
        "help",
        "helped",
        "see",
        "saw",
        "hear",
        "heard",
        "watch",
        "watched",
        "didn't",
        "doesn't",
        "can't",
        "couldn't",
        "won't",
        "wouldn't",
        "shouldn't",
        "had",
        "has",
        "have",
        "having",
        "where",
        "whether",
        "insist",
        "suggest",
        "recommend",
        "demand",
        "is",
        "was",
    ]
)
_SO = (
    r"(?:very|so|too|as|quite|how|pretty|fairly|extremely|really|is|are|was|were|be|been|being|he's|she's|"
    r"it's|that's|they're|we're|you're|came|come|comes|"
    r"coming|get|got|getting|stay|stayed|sit|sat|sitting|stand|stood|stands|standing|keep|kept|lived|"
    r"lives|living|remain|remained|hold|held|holding|feel|felt|"
    r"grew|growing|become|became|drew|drawing|draws|dangerously|uncomfortably|relatively|incredibly|moved|"
    r"moving|move|stepped|nestled|nearby|leaned|leaning)"
)
_NEAR = (
    r"(?:friends?|friendships?|calls?|relationships?|relatives?|relations?|ally|allies|contact|combat|"
    r"range|quarters|attention|look|watch|eye|proximity|enough|"
    r"behind|together|race|family|families|second|ties|links|inspection|examination|shave|game|match|"
    r"finish|election|associates?|colleagues?|companions?|"
    r"confidants?|cooperation|collaboration|reading|acquaintances?|bonds?|neighbors?|neighbours?|"
    r"encounters?|cousins?|at hand|fight|contest|vote|aides?|advis[eo]rs?)"
)
_QUARREL = (
    r"(?:huge |big |terrible |blazing |furious |bitter |public |diplomatic |violent |flaming |massive |"
    r"major |fierce |heated |political |dreadful |real |awful )"
)
_INSTRUMENT = (
    r"(?:guitars?|guitarists?|lines?|players?|drums?|clef|voices?|notes?|solos?|singers?|clarinet|parts?|"
    r"section|amps?|amplifier|speakers?|frequenc(?:y|ies)|"
    r"tones?|baritone|trombone|riffs?|strings?|pedals?|sounds?|-baritone)"
)

CONTEXTS: tuple[tuple[str, str, str], ...] = (
    ("read", "red", rf"\b((?:{_HAVE}|{_BE}) {_ADVERB})read\b(?!-| me\b| you\b)"),
    (
        "read",
        "red",
        rf"\b({_HAVE} (?:I|you|he|she|we|they|it|anyone|everyone|your \w+|his \w+|her \w+) {_ADVERB})read\b",
    ),
    (
        "read",
        "red",
        (
            rf"{_NOT_ASKED}\b((?:he|she) (?:then |only |often |always |never |also |slowly |quickly |carefully |"
            rf"silently |quietly |first )?)read\b"
        ),
    ),
    (
        "read",
        "red",
        (
            r"\b((?:Mister|Missus|Miss|Doctor|Lady|Sir|Lord) [A-Z]\w+ )read\b(?= (?:the|it|a|his|her|out|aloud|on|"
            r"to|from|that|about|this|my)\b)"
        ),
    ),
    ("read", "red", rf"\b((?:I|we|they|you|he|she) (?:first |once )?)read\b(?=[^.;?!]{{0,60}}\b{_LONG_AGO})"),
    ("read", "red", r"\b(well[ -]|widely[ -]|little-|much-|most-|least-|most widely )read\b(?! the| a | this| it)"),
    (
        "read",
        "red",
        (
            r"\b((?:sat|lay|stood|stayed|went|came|took|opened|unfolded|picked|looked|turned|paused|stopped|wrote)"
            r"\b(?! to )(?:(?! to )[^.,;?!]){0,25} and )read\b"
        ),
    ),
    (
        "lead",
        "led",
        (
            r"()\blead\b(?=[ -](?:pipes?|piping|paints?|poisoning|bullets?|shot|weights?|roofs?|roofing|pencils?|"
            r"solder|acid|ores?|mines?|sheets?|lined|free|based|balloons?|crystal|glass|foil|oxide|acetate|"
            r"shield(?:s|ing)?|ingots?|pellets?|content|coffins?|dust|contamination|concentrations?|exposure)\b)"
        ),
    ),
    (
        "lead",
        "led",
        (
            r"\b((?:made|full|lump|ton|tons|pounds|pound|sheet|sheets|pieces?|traces|levels|amounts|bar|bars|out)"
            r" of )lead\b(?=\s*$|[.,;:!?\"')]| and | or | in )"
        ),
    ),
    (
        "lead",
        "led",
        (
            r"\b((?:molten|melted|white|red|heavy as|like|zinc,|copper,|tin,|iron,|silver,|mercury,|arsenic,|"
            r"zinc and|copper and|tin and|iron and|silver and|mercury and|arsenic and|cadmium and|mercury or|"
            r"gold and) )lead\b(?=\s*$|[.,;:!?\"')]| and | or | in )"
        ),
    ),
    ("lead", "led", r"()\blead\b(?=(?:,| and| or) (?:zinc|copper|tin|iron|silver|mercury|cadmium|arsenic|steel)\b)"),
    (
        "live",
        "lyve",
        (
            r"(?<!they )(?<!we )(?<!who )(?<!you )(?<!\bI )(?<!people )()\blive\b(?=[ -](?:music|shows?|"
            r"broadcasts?|concerts?|performances?|performers?|albums?|audiences?|coverage|stream(?:s|ing|ed)?|TV|"
            r"T V|television|wires?|ammunition|ammo|rounds|bait|animals|cattle|chickens?|lobsters?|recordings?|"
            r"events?|bands?|chats?|updates?|video|feeds?|bullets|grenades?|theater|theatre|sports?|blogs?|"
            r"sessions?|demos?|tours?|acts?|oaks?|yogh?urt|cultures|vaccines?|virus(?:es)?|interviews?|"
            r"entertainment|fire|action|report|footage|set|webcast|webinar|births?)\b)"
        ),
    ),
    (
        "live",
        "lyve",
        (
            r"\b((?:broadcast|broadcasting|performed|performing|perform|performs|streamed|streaming|stream|"
            r"recorded|went|goes|go|going|gone|aired|airing|shown|televised|played|playing|seen|watch|watched|"
            r"sang|singing) )live\b(?=\s*$|[.,;:!?\"')]| (?:on|from|at|in|to|with|by|for|across|again|tonight|"
            r"today|tomorrow|this|last|every|and)\b)"
        ),
    ),
    (
        "live",
        "lyve",
        (
            r"()\blive\b(?= (?:on (?:air|stage|TV|T V|television|radio|camera|CNN|C N N|BBC|B B C|YouTube|"
            r"Facebook)|from (?:the (?:studio|scene)|New York|London|Washington))\b)"
        ),
    ),
    (
        "wind",
        "wynd",
        (
            rf"\b((?:{_MODAL}|they|I|we|you|roads?|paths?|rivers|streets|lanes) )wind\b(?= (?:up|down|the (?:clock|"
            rf"watch|wool|yarn|rope|thread|string|handle|tape|car|window|film|toy)|it|its|his|her|their|your|my|"
            rf"our|back|around|round|through|along|between|a (?:clock|watch|scarf|bandage))\b)"
        ),
    ),
    (
        "wind",
        "wynd",
        (
            r"()\bwind\b(?= (?:up )?(?:the|his|her|a|my|your|this|that) (?:clock|watch|wool|yarn|rope|string|"
            r"thread|toy|handle|scarf|bandage|tape)\b)"
        ),
    ),
    (
        "winds",
        "wynds",
        (
            r"()\bwinds\b(?= (?:its way|his way|her way|up the (?:clock|watch)|down to the|through the|along the|"
            r"around the|round the|between the|upward|down the)\b)"
        ),
    ),
    (
        "tear",
        "tair",
        (
            rf"\b((?:{_MODAL}|and|I|we|you|they) )tear\b(?= (?:up|down|apart|off|out|open|away|through|into|the|it|"
            rf"them|us|me|him|a|an|his|her|their|my|your|this|that|each|at)\b)"
        ),
    ),
    (
        "tear",
        "tair",
        (
            r"\b(wear and |(?:an?|the) (?:small |large |long |big |nasty |slight |tiny )?(?:muscle |ligament |"
            r"tendon |meniscus |cartilage |retinal )?)tear\b(?= in (?:the|a|an|his|her|its|my|your|their|one|"
            r"space)\b(?! eyes?\b| left eye| right eye))"
        ),
    ),
    ("tear", "tair", r"\b(wear and |(?:muscle|ligament|tendon|meniscus|cartilage|retinal|labral|aortic) )tear\b"),
    (
        "tears",
        "tairs",
        (
            r"\b((?:it|he|she|which|that|who) )tears\b(?= (?:up|down|apart|off|out|open|away|through|into|the|it|"
            r"them|at|a)\b)"
        ),
    ),
    (
        "close",
        "cloce",
        (
            rf"\b({_SO} (?:very |so |too |as |quite |rather |this |that |up )?)close\b(?= (?:to|by|together|behind|"
            rf"enough|at hand|as|upon|beside|up|in|friends?)\b|\s*$|[.,;:!?\"')])"
        ),
    ),
    (
        "close",
        "cloce",
        rf"(?<!will )(?<!would )(?<!\bcan )(?<!must )(?<!should )(?<!could )()\bclose\b(?=[ -]{_NEAR}\b)",
    ),
    ("close", "cloce", r"()\bclose\b(?=-(?:up|ups|knit|fitting|set|cropped|range|minded)\b)"),
    ("close", "cloce", r"\b((?:up|from|in|at) )close\b(?=\s*$|[.,;:!?\"')]| and personal| quarters| range)"),
    (
        "minute",
        "mynoot",
        (
            r"(?<!one )(?<!two )(?<!three )(?<!four )(?<!five )(?<!six )(?<!ten )(?<!fifteen )(?<!twenty )"
            r"(?<!thirty )(?<!forty )(?<!last )(?<!-)()\bminute\b(?= (?:details?|particles?|amounts?|quantit(?:y|"
            r"ies)|traces?|differences?|fractions?|organisms?|creatures?|droplets?|variations?|inspection|"
            r"examination|crystals?|scale|cracks?|holes|adjustments?|doses?|proportions?|fragments|insects?|"
            r"alterations?|grains|print|handwriting|movements)\b)"
        ),
    ),
    (
        "minute",
        "mynoot",
        r"\b((?:very|so|extremely|incredibly|rather|quite|more) )minute\b(?! (?:later|and|after|longer|or))",
    ),
    (
        "minute",
        "mynoot",
        (
            r"\b((?:is|are|was|were|seems?|looked|proved) )minute\b(?=\s*$|[.,;:!?)]| in (?:size|comparison|scale)"
            r"\b| compared\b| and (?:hard|difficult|invisible|subtle|delicate|detailed)\b)"
        ),
    ),
    (
        "bow",
        "bough",
        (
            r"\b((?:at|over|off|near|from|in|toward|towards) the )bow\b(?=\s*$|[.,;:!?)]| of\b| and\b| with\b|"
            r" as\b| when\b| while\b)"
        ),
    ),
    (
        "bow",
        "bough",
        (
            r"()\bbow\b(?= (?:of (?:the|a|his|her|our|their) (?:ship|boat|vessel|yacht|canoe|ferry|barge|raft)|"
            r"and stern|to (?:pressure|the (?:king|queen|emperor|inevitable|audience|crowd|will|demands))|low|"
            r"out of|his head|her head|their heads|your head|our heads|before)\b)"
        ),
    ),
    (
        "bow",
        "bough",
        (
            r"\b((?:ship's|boat's|vessel's|the starboard|the port|take a|took a|taking a|takes a|taken a|make a|"
            r"made a|making a|low|slight|polite|stiff|deep|graceful|formal|profound|civil|courtly|cold|distant|"
            r"respectful) )bow\b(?! tie| and arrow)"
        ),
    ),
    ("bow", "bough", rf"\b({_MODAL} )bow\b(?= (?:down|out|before|to|low|and|deeply|politely|in)\b|\s*$|[.,;:!?\"')])"),
    ("bows", "boughs", r"\b((?:exchanged|many|low|the ship's|the boat's) )bows\b"),
    (
        "row",
        "rau",
        (
            rf"(?<!\bin )\b(an? {_QUARREL}?)row\b(?= (?:with (?:the|his|her|my|your|their|our|a|each|him|me|them|"
            rf"[A-Z]\w+)|over|about|erupted|broke out|ensued|blew up|has erupted|had erupted)\b)"
        ),
    ),
    (
        "row",
        "rau",
        r"\b((?:blazing|furious|diplomatic|flaming|bitter|heated|political|fierce|huge|terrible) )row\b(?! of\b)",
    ),
    (
        "rows",
        "raus",
        r"\b((?:blazing|furious|diplomatic|flaming|bitter|heated|constant|endless|family|terrible) )rows\b(?! of\b)",
    ),
    ("bass", "base", rf"()\bbass\b(?=[ -]?{_INSTRUMENT}\b)"),
    (
        "bass",
        "base",
        (
            r"\b((?:double|play|plays|played|playing|on|electric|upright|stand-up|heavy|deep|and|booming|thumping|"
            r"acoustic|string|drum and|the|his|her) )bass\b(?= (?:in (?:a|the|his|her) (?:band|group|orchestra|"
            r"choir)|and (?:drums?|treble|guitar|vocals|tenor|piano)|line|was too loud|is too loud|notes)\b|"
            r"(?<=double bass)|(?<=upright bass)|(?<=play bass)|(?<=plays bass)|(?<=played bass)|(?<=playing bass)"
            r"|(?<=on bass)|(?<=electric bass))"
        ),
    ),
    (
        "bass",
        "base",
        r"\b((?:plays?|played|playing|turn(?:ed)? (?:up|down)|boost(?:ed)?|feel|hear|heard|felt|thump of) the )bass\b",
    ),
    ("bass", "base", r"\b((?:sings?|sang|sung|singing) )bass\b"),
    ("bass", "base", r"\b((?:treble|tenor|baritone|guitar|drums?|drum) (?:and|or|to) )bass\b"),
    ("does", "doze", r"\b((?:bucks?|stags?|deer|fawns?) and (?:\w+ )?)does\b"),
    ("does", "doze", r"()\bdoes\b(?= and (?:their |the )?(?:fawns|bucks|stags|harts)\b)"),
    (
        "does",
        "doze",
        (
            r"(?<!how )\b((?:two|three|four|five|six|several|young|female|pregnant) )does\b(?= (?:and|grazed|"
            r"grazing|were|are|ran|stood|in|with|leapt|bounded|crossed)\b|\s*$|[.,])"
        ),
    ),
)
