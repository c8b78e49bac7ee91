"""English nouns whose plural the library `pluralizer` gets wrong."""

_EXCEPTIONS = """
medium media, virus viruses, focus focuses, genus genuses, stimulus stimuluses, radius radiuses, locus locuses,
terminus terminuses, syllabus syllabuses, cactus cactuses, bias biases, lens lenses, pelvis pelvises,
chaos chaoses, cosmos cosmoses, ethos ethoses, thermos thermoses, axis axes, oasis oases, ellipsis ellipses,
veto vetoes, index indexes, schema schemas, agenda agendas, quorum quorums, memorandum memoranda,
energy energies, cache caches, niche niches, ache aches, headache headaches, excuse excuses, fuse fuses,
muse muses, ruse ruses, lemma lemmas, stigma stigmas, dogma dogmas, stomach stomachs, monarch monarchs,
epoch epochs, tech techs, german germans, talisman talismans, shaman shamans, fez fezzes, topaz topazes,
dormouse dormice, passer_by passers_by, runner_up runners_up, cattle cattle, offspring offspring,
species species, means means, metadata metadata, feedback feedback, money money, weather weather,
furniture furniture, luggage luggage, baggage baggage, evidence evidence, knowledge knowledge, jewelry jewelry,
merchandise merchandise, spacecraft spacecraft, watercraft watercraft, hovercraft hovercraft, me mes, my mies,
he hes, she shes, i is, this thises, that thats, has hases, was wases, is ises, self selfs, lf lfs
"""
PLURALS: dict[str, str] = dict(pair.split() for pair in _EXCEPTIONS.split(","))
"""Singular to plural: nouns that pluralizer gets wrong, and nouns whose plural was different before pluralizer was
used.
"""
