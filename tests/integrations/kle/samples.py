"""Invented samples in the shape of KLE's files; nothing in them is KL's."""

OFFICIAL = """<?xml version="1.0" encoding="UTF-8"?>
<KLE-Emneplan><UdgivelsesDato>2026-08-01</UdgivelsesDato>
<Hovedgruppe><HovedgruppeNr>99</HovedgruppeNr><HovedgruppeTitel>Fabeldyr</HovedgruppeTitel>
<HovedgruppeAdministrativInfo><OprettetDato>2001-02-03</OprettetDato></HovedgruppeAdministrativInfo>
<Gruppe><GruppeNr>99.01</GruppeNr><GruppeTitel>Ildspyende og andre</GruppeTitel>
<GruppeAdministrativInfo><OprettetDato>2001-02-03</OprettetDato></GruppeAdministrativInfo>
<Emne><EmneNr>99.01.05</EmneNr><EmneTitel>Drager</EmneTitel>
<EmneVejledning><VejledningTekst><p>Her journaliseres drager.<ul><li>store</li><li>små</li></ul></p></VejledningTekst></EmneVejledning>
<EmneRetskildeReference><RetskildeTitel>Drageloven</RetskildeTitel><ParagrafEllerKapitel>kapitel 2</ParagrafEllerKapitel>
<RetsinfoAccessionsNr>A19990000099</RetsinfoAccessionsNr></EmneRetskildeReference>
<EmneAdministrativInfo><OprettetDato>2001-02-03</OprettetDato><RettetDato>2010-01-01</RettetDato>
<RettetDato>2020-01-01</RettetDato></EmneAdministrativInfo>
<BevaringJaevnfoerArkivloven>K5</BevaringJaevnfoerArkivloven>
<SletningJaevnfoerPersondataloven>P1800D</SletningJaevnfoerPersondataloven></Emne>
<Emne><EmneNr>99.01.10</EmneNr><EmneTitel>Trolde</EmneTitel><EmneAdministrativInfo><OprettetDato>2001-02-03</OprettetDato>
<Historisk><Flyttet><FlyttetDato>2024-05-01</FlyttetDato><AfloestAf><EmneNr>99.01.05</EmneNr></AfloestAf>
<AfloestAf><EmneNr>99.01.15</EmneNr></AfloestAf></Flyttet></Historisk></EmneAdministrativInfo></Emne>
<Emne><EmneNr>99.01.15</EmneNr><EmneTitel>Nisser, nu</EmneTitel><EmneAdministrativInfo><OprettetDato>2015-01-01</OprettetDato>
</EmneAdministrativInfo></Emne>
<Emne><EmneNr>99.01.15</EmneNr><EmneTitel>Nisser, før</EmneTitel><EmneAdministrativInfo><OprettetDato>2001-01-01</OprettetDato>
<Historisk><UdgaaetDato>2014-12-31</UdgaaetDato></Historisk></EmneAdministrativInfo></Emne>
</Gruppe></Hovedgruppe></KLE-Emneplan>""".encode()  # noqa: E501

RICH = """<?xml version="1.0" encoding="UTF-8"?>
<k:KLE-Emneplan xmlns:k="http://kle.example/full"><k:UdgivelsesDato>2026-08-01</k:UdgivelsesDato>
<k:Hovedgruppe><k:HovedgruppeNr>99</k:HovedgruppeNr><k:HovedgruppeTitel>Fabeldyr</k:HovedgruppeTitel>
<k:Gruppe><k:GruppeNr>99.01</k:GruppeNr><k:GruppeTitel>Ildspyende</k:GruppeTitel>
<k:Emne><k:UUID>0</k:UUID><k:EmneNr>99.01.05</k:EmneNr><k:EmneTitel>Drager</k:EmneTitel>
<k:EmneRetskildeReference><k:RetskildeTitel>Drageloven</k:RetskildeTitel><k:RetsinfoURL>https://lov.example/drager</k:RetsinfoURL>
</k:EmneRetskildeReference><k:EmneStikord><k:Tekst>Drageæg</k:Tekst></k:EmneStikord>
<k:EmneStikord><k:Tekst>flamme</k:Tekst></k:EmneStikord><k:EmneOgHandlingsfacetStikord><k:Tekst>Flamme</k:Tekst>
<k:HandlingsfacetNr>G01</k:HandlingsfacetNr></k:EmneOgHandlingsfacetStikord></k:Emne></k:Gruppe></k:Hovedgruppe>
</k:KLE-Emneplan>""".encode()

OS2KLE = (
    "KLENummer='99.01.05':KLETitel='Drager: 'store' og små':Keywords[Weight]:drage[5];Drageloven §7, stk. 2[1000];"
    "ild: rød[-5];Drage[1];uden vægt;\n\nKLENummer='99.01.10':KLETitel='Trolde':Keywords[Weight]:\n"
).encode()
