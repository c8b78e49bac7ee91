"""Nouns with their plurals: `one/many`, or one word for both."""

_TEXT = """
abacus/abacuses access/accesses ache/aches addendum/addenda address/addresses advice afterlife/afterlives
agenda/agendas aircraft album/albums alias/aliases alibi/alibis ally/allies alternative/alternatives alumnus/alumni
analysis/analyses analytics antenna/antennas apex/apexes apparatus/apparatuses appendix/appendices archive/archives
atlas/atlases attorney/attorneys automaton/automata avocado/avocados axe/axes axis/axes bacterium/bacteria baggage
barracks base/bases basis/bases batch/batches bath/baths bay/bays belief/beliefs bellows belongings bench/benches
bias/biases bikini/bikinis binoculars bison blitz/blitzes blouse/blouses bonus/bonuses bookshelf/bookshelves
boss/bosses box/boxes boy/boys branch/branches brief/briefs broadcast/broadcasts brother/brothers brush/brushes
bureau/bureaus bus/buses business/businesses buzz/buzzes caboose/cabooses cache/caches cactus/cactuses cafe/cafes
calf/calves campus/campuses canvas/canvases case/cases cash casino/casinos cast/casts category/categories cattle
cause/causes cave/caves census/censuses chaos/chaoses chassis chef/chefs chess chief/chiefs child/children children
church/churches circus/circuses citrus/citruses city/cities class/classes clause/clauses cliff/cliffs clothes
cloverleaf/cloverleaves codex/codices colloquy/colloquies committee/committees company/companies complex/complexes
concerto/concertos consensus/consensuses content/contents cookie/cookies corps corpus/corpuses cosmos/cosmoses
cost/costs country/countries coupon/coupons course/courses cow/cows crash/crashes credentials crew/crews crisis/crises
criteria criterion/criteria cross/crosses crossroads crux/cruxes curriculum/curricula curve/curves dairy/dairies data
database/databases datum/data day/days death/deaths deer defense/defenses degree/degrees details diabetes
diagnosis/diagnoses diary/diaries die/dice directive/directives disco/discos discus/discuses dish/dishes
dormouse/dormice dove/doves draw/draws dress/dresses drive/drives dwarf/dwarves earnings echo/echoes ego/egos
electron/electrons elf/elves ellipsis/ellipses emphasis/emphases employee/employees energy/energies enquiry/enquiries
epoch/epochs equipment ethos/ethoses euro/euros evidence excuse/excuses executive/executives exercise/exercises
expense/expenses fax/faxes fee/fees feedback fez/fezzes fireman/firemen fish fitness/fitnesses flash/flashes fly/flies
focus/focuses foot/feet forecast/forecasts formula/formulas forum/forums fruit/fruits furniture fuse/fuses gallows
gas/gases genesis/geneses genus/genuses german/germans giraffe/giraffes glass/glasses glasses glove/gloves
godchild/godchildren goods goose/geese gps grandchild/grandchildren grape/grapes grass/grasses guest/guests guy/guys
half/halves handkerchief/handkerchiefs hardware harness/harnesses hash/hashes headache/headaches headquarters health
hero/heroes hive/hives homework hoof/hooves horse/horses host/hosts hostess/hostesses house/houses
housewife/housewives hovercraft human/humans hypothesis/hypotheses illness/illnesses incentive/incentives
index/indexes information innings interview/interviews inventory/inventories invoice/invoices iris/irises jeans
jewelry journey/journeys kangaroo/kangaroos key/keys kilo/kilos klutz/klutzes knife/knives knowledge lady/ladies
law/laws layman/laymen leaf/leaves lease/leases lens/lenses license/licenses lie/lies life/lives list/lists
loaf/loaves locus/locuses logistics logo/logos loss/losses lotus/lotuses louse/lice luggage man/men mass/masses
match/matches mathematics matrix/matrices mattress/mattresses means media medium/media memo/memos memorandum/memoranda
menu/menus merchandise mesh/meshes metadata midwife/midwives minus/minuses mix/mixes monarch/monarchs money
mongoose/mongooses month/months moose moth/moths mouse/mice movie/movies muse/muses museum/museums music
neutron/neutrons news nexus/nexuses niche/niches nurse/nurses oasis/oases objective/objectives octopus/octopuses
offspring olive/olives opus/opuses outskirts ox/oxen pants parenthesis/parentheses pass/passes passer_by/passers_by
passerby/passersby patch/patches path/paths pause/pauses pelvis/pelvises penknife/penknives penny/pennies people
person/people phase/phases phenomena phenomenon/phenomena photo/photos phrase/phrases physics piano/pianos pie/pies
plateau/plateaus pliers plus/pluses podcast/podcasts police policeman/policemen polyhedron/polyhedra
portfolio/portfolios post/posts postman/postmen potato/potatoes preferences prefix/prefixes premises premium/premiums
press/presses preview/previews princess/princesses prize/prizes proceeds process/processes proof/proofs
prospectus/prospectuses purchase/purchases push/pushes query/queries quest/quests quiz/quizzes quorum/quorums
quota/quotas radio/radios radish/radishes radius/radiuses ratio/ratios ray/rays reflex/reflexes relative/relatives
release/releases relief/reliefs reply/replies representative/representatives request/requests research
response/responses review/reviews rice roof/roofs runner_up/runners_up ruse/ruses safe/safes sale/sales
salesman/salesmen salesperson/salespeople saleswoman/saleswomen salmon salon/salons savings saw/saws scarf/scarves
schema/schemas schoolchild/schoolchildren scissors search/searches sense/senses series settings shaman/shamans sheep
shelf/shelves shoe/shoes shorts shrimp size/sizes ski/skis sky/skies sleeve/sleeves sms software soliloquy/soliloquies
spacecraft species spokesperson/spokespeople spouse/spouses spy/spies stadium/stadiums staff statistic/statistics
statistics status/statuses stepchild/stepchildren stiletto/stilettos stimulus/stimuluses stock/stocks stomach/stomachs
story/stories stove/stoves stress/stresses studio/studios success/successes suffix/suffixes sunglasses
surplus/surpluses surroundings survey/surveys swine syllabus/syllabuses synopsis/synopses synthesis/syntheses
talisman/talismans tariff/tariffs tattoo/tattoos tax/taxes taxi/taxis tempo/tempos tennis terminus/terminuses
test/tests thanks thermos/thermoses thesis/theses thief/thieves tie/ties toe/toes tomato/tomatoes tongs tooth/teeth
topaz/topazes tornado/tornadoes torpedo/torpedoes toy/toys traffic tree/trees trousers trout trustee/trustees tweezers
use/uses valve/valves vertex/vertices veto/vetoes video/videos view/views virtuoso/virtuosos virus/viruses
volcano/volcanoes vow/vows waitress/waitresses walrus/walruses waltz/waltzes warehouse/warehouses watch/watches
water/waters watercraft weather webinar/webinars werewolf/werewolves wife/wives wiki/wikis window/windows wish/wishes
witness/witnesses wolf/wolves woman/women workflow/workflows zero/zeros zoo/zoos
"""
NOUNS: dict[str, str] = {each.partition("/")[0]: each.rpartition("/")[2] for each in _TEXT.split()}
