"""Names that a numeral follows: of rulers and popes, and first names of people. Data only."""

from __future__ import annotations

_RULERS = """
    Abdul_Hamid Abdulhamid Adrian Akbar Albert Alexander Alexios Alfonso Amenhotep Andrew Anne Antiochus
    Artaxerxes Augustus Baldwin Basil Benedict Boniface Boris Callixtus Carlos Casimir Catherine Celestine Charles
    Christian Clement Cleopatra Clovis Conrad Constans Constantine Constantius Cyrus Dagobert Darius David Edmund
    Edward Elizabeth Eric Ernest Eugene Faisal Felipe Ferdinand Francis Franz_Joseph Frederick Friedrich George
    Gregory Gustav Gustavus_Adolphus Haakon Hadrian Harald Harold Henry Honorius Hussein Innocent Isabella Ivan
    James Joan John John_Paul Joseph Juan_Carlos Julius Justin Justinian Karl Kenneth Leo Leopold Louis
    Louis_Philippe Ludwig Magnus Malcolm Margaret Margrethe Maria Martin Mary Matthias Maximilian Mehmed Michael
    Mieszko Mithridates Mohammed Murad Napoleon Napoléon Nicholas Olaf Oscar Otto Paul Pedro Peter Philip Pius
    Ptolemy Rainier Ramesses Ramses Richard Robert Rudolf Rudolph Sancho Selim Seti Sigismund Sixtus Solomon
    Stephen Suleiman Sverre Theodosius Thutmose Tiberius Tiglath-Pileser Umberto Urban Valdemar Valentinian
    Victor_Emmanuel Vladimir Wenceslaus Wilhelm William Willem Xerxes Yohannes
"""
RULERS = "|".join(name.replace("_", " ") for name in sorted(_RULERS.split(), key=len, reverse=True))

_FIRST_NAMES = """
    Adam Alan Albert Alexander Alfred Andrew Anthony Arthur Benjamin Brian Charles Christopher Cornelius Daniel
    David Davis Donald Douglas Edward Ernest Eugene Francis Frank Franklin Frederick George Gerald Gordon Gregory
    Harold Harry Henry Herbert Howard Hugh Isaac Jack Jacob James Jason Jeffrey John Jonathan Joseph Joshua
    Kenneth Kevin Larry Lawrence Leonard Lewis Louis Mark Martin Matthew Michael Nathan Nathaniel Nicholas Oliver
    Oscar Patrick Paul Peter Philip Phillip Ralph Raymond Richard Robert Robin Roger Ronald Roy Russell Samuel
    Scott Simon Stephen Steven Stuart Theodore Thomas Thurston Timothy Victor Vincent Walter William Dr Mr Prof
    Sir King Queen Pope Prince
"""
FIRST_NAMES = frozenset(_FIRST_NAMES.split())
