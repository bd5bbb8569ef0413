"""Short words that are words in capitals too: "NOT" is no initialism. Data only.

The words of up to five letters of everyday English, with those of a novel of 1813 among them.
"""

from __future__ import annotations

_SHORT_WORDS = """
    able abode about above abuse ace act acted actor acute add added adds adieu admit adopt adult after again age
    agent ago agree ah ahead aid aim air alarm alas album ale alert alike alive all allow alone along aloof aloud
    also alter am among ample amply amuse an and angel anger angle angry annum ant any apart ape app apple apply
    arc are arena argue arise arm arms army arose array art arts as ash aside ask asked asset at ate atone aunt
    avoid awake award aware away awe awed awful axe baby back bacon bad badly bag bags bake baker ball balls ban
    band bank banks bar bars base basic bat bath bay be beach bear bears beat bed bee been beer beg began begin
    begun being bell below belt bench bend bent best bet bid big bike bill bin bird birds birth bit bite black
    blade blame blank blast bless blind block blood blow blue blush board boast boat body bold bomb bond bone book
    books boom boost boot bore born borne boss both bound bow bowed bowl bows box boy boys brain brand bread break
    bred brick bride brief bring brink broad broke brown brush bug build built bum bun bunch burn burst bus busy
    but buy buyer by bye cab cabin cable cake call calm came camp can cap car card cards care cared cares carry
    cars case cases cash cast cat catch cause cease cell chain chair chaos charm chart chase chat cheap check
    cheek chef chest chief child china chip chose city civil claim class clean clear clerk click cliff climb clip
    clock close cloud club coach coal coast coat code cold color come comes cook cool cop cope copse copy core
    corps cost cough could count court cover cow crack craft crash crazy cream crew cried crime crop cross crowd
    crown cruel cry cub cup cure curve cut cute cycle dad daily dam dance dare dared dark data date dated day days
    de dead deal dear death debt debts deep defer defy delay den deny depth desk devil dew diary did die died diet
    dig dim dine dined dip dirt dirty dish disk dive do does dog doing done door doors dose dot doubt down dozen
    draft drama draw drawn dread dream dress drew drily drink drive drop drove drug dry dual due dug dull dust
    duty dwell dwelt dying each eager ear early earn earth ease easy eat edge edged egg ego eight elder elect
    elite else empty end ended enemy enjoy enter entry envy equal era ere err error essay etc eve even event ever
    every evil evils exact exam excel exert exist exit extra eye eyes face faces fact fail fair faith fake fall
    falls false fan fancy fans far fare farm fast fat fate fault favor fear fears fed fee feed feel feels feet
    fell felt fence fetch few fewer field fifth fifty fig fight file fill film fin final find fine finer fire firm
    first fish fit five fix fixed flag flame flash flat fleet flew flirt floor flow fly focus foe fog folk folly
    fond food fool foot for force form forms forth forty forum found four fox frame frank fraud free fresh fret
    from front fruit fry fuel full fully fun fund funny fur gaily gain game gang gap gas gate gates gave gay get
    giant gift gin girl girls give given gives glad glass globe gloom glory glow go goal god goes going gold golf
    gone good got gown gowns grace grade grand grant grass grave gray great green greet grew grey grief gross
    group grove grow grown guard guess guest guide guilt gulf gum gun guy gym ha habit had hair half hall ham hand
    hands hang happy hard harm harsh has haste hasty hat hate hated hates have hay he head hear heard heart heat
    heavy held hell hello help hen hence her here hero hers hi hid hide high hill hills him hint hints hip hire
    his hit hold hole holy home honey honor hope hoped hopes horse host hot hotel hour hours house how hub hug
    huge human humor hung hunt hurry hurt hut ice idea ideal ideas idle if ill image imply in inch index ink inn
    inner input into iron is issue it item its jail jam jar jaw jet job jog join joint joke joy judge juice jump
    jury just keen keep keeps kept key kick kid kids kill kind king kit knee knew know known knows lab label lack
    lad lady laid lake land lane lap large last late later laugh law lawn lay layer lazy lead leads leaf lean
    learn lease least leave led left leg legal lend less lest let level lid lie lieu life lift light like liked
    likes limit line lines link lip lips list live lived lives load loan local lock lodge log logic logo long loo
    look looks loose lord lose loss lost lot loud love loved lover loves low lower loyal luck lucky lunch lung mad
    madam made maid mail main major make maker makes male mall mama mamma man manor many map march mark marks
    marry mask mass mat match mate math may maybe mayor me meal mean means meant meat medal media meet meets men
    mend menu mercy mere merit merry mess met metal might mild mile miles milk mind minds mine minor minus mirth
    miss mix mixed mob mode model mom money month mood moon mop moral more most motor mount mouse mouth move moved
    movie much mud mug mum music must my myth nail naked name names nap navy nay near neck need nerve nest net
    never new newly news next nice niece night nine no noble nod noise noisy none noon nor north nose not note
    novel now nurse nut oak occur ocean odd of off offer often oh oil okay old older olive on once one ones onion
    only onto open or oral order other ought our ours out outer oven over owe owed owes owing owl own owned owner
    pace pack page paid pain pains paint pair pale pales palm pan panel panic papa paper park part parts party
    pass past path pause pay pea peace peak pen per pet phase phone photo piano pick pie piece pig pile pill pilot
    pink pipe pit pitch pity place plain plan plane plans plant plate play plead plot plug plus poem poet point
    poll pool poor pop port pose post pot pound pour power pray press prey price pride prime print prior prize
    prone proof proud prove pub pull pump pure push put quest quick quiet quit quite race radio rag rage rail rain
    raise ran range rank rapid rare rat rate ratio raw ray reach react read ready real rear red reel refer relax
    rely rent reply rest rib rice rich rid ride right rim ring rip rise risk rival river road rob robot rock rod
    rode role roll roof room rooms root rope rose rot rough round route row royal rub rude rug ruin rule run rural
    rush sad sadly safe said sail sake sakes sale sales salt same sand sat satin save saved saw say says scale
    scene scope score sea seat seats see seed seek seem seems seen sees self sell send sense sent serve set seven
    sew sex shade shake shall shame shape share sharp she sheep sheet shelf shell shift shine ship shire shirt
    shock shook shoot shop shore short shot shout show shown shows shut shy sick side sides sigh sight sign silk
    silly sin since sing sink sip sir sit site six size ski skill skin skip sky slave sleep slide slip slow sly
    small smart smell smile smoke snow so soap sob soft soil sold sole solid solve some son song sons soon sorry
    sort soul sound soup south sow spa space spare speak speed spell spend spent spite split spoke sport spot
    spots spy staff stage stair stake stand star stare start state stay steal steam steel step steps stick still
    stock stone stood stop store storm story stout strip stuck study stuff style sub such sue sugar suit sum sun
    sunk super sure sweet swim swing tab table tag tail take taken takes tale talk tall tan tank tap tape task
    taste tax te tea teach team tear tears teeth tell tempt ten tend tent term terms test text than thank that the
    theft their them theme then there these they thick thief thin thing think third this those three threw throw
    thus tide tie tight till time times tin tiny tip tire tired title to today toe told ton tone too took tool
    tooth top topic total touch tough tour tower town toy trace track trade train trash treat tree trees trend
    trial tribe trick tried trip troop truck true truly trust truth try tub tune turn turns twice twin two type
    ugly uncle under undo unfit union unit unite until up upon upper upset urban urged us usage use used user
    usual utter vague vain valid value van vary vast vent very vet vexed vice video view views virus visit vital
    voice vote vouch vow wage wait wake walk walks wall want wants war ward warm warn was wash waste watch water
    wave wax way ways we weak wear weary web wed week weeks weird well went were west wet what wheel when where
    which while whims whist white who whole whom whose why wide widow wife wig wild will win wind wine wing wink
    wire wise wish wit with wolf woman women won wood woods woody word words wore work world worn worry worse
    worst worth would wound wow write wrong wrote yard yawn yeah year years yes yet yield you young your yours
    youth zero zip zone zoo
"""
SHORT_WORDS = frozenset(_SHORT_WORDS.split())
