"""Page furniture is found, and sentences are not taken for it."""

from __future__ import annotations

import pytest

from stance.text import furniture_spans, is_furniture

FURNITURE = """Credit…Ann Lee for The Daily Post
Photo: Ann Lee/AP/Picture Alliance
FILE PHOTO: Ships off the coast of Chad, May 3
<Photo = joint press corps>
Ministers at the table in Rome. (AP Photo/Ann Lee)
Ministers at the table in Rome Ann Lee/Reuters
Ministers at the table in Rome. government.ru
Image: Ann Lee/picture alliance
© 2021 The Daily Post
Copyright 2021 The Daily Post. All rights reserved.
By Ann Lee and Omar B. Haddad for AFP
By ANN LEE
Ann Lee, Reuters
Ann Lee, Staff Writer
By our correspondent
Ann Lee, BBC Moscow, with the latest on the talks
Evening News 10:15 p.m., December 7th, 2021
Status: 07.12.2021 11:54 p.m.
Published: 2021-12-07 17:37:00
December 06, 2021
Monday, 6 December 2021
(Nimule, 30 December 2013)
Last updated on 6 May 2021, 10:00 GMT
(Reporting by Ann Lee; Editing by Omar Haddad)
(Additional reporting in Athens and Moscow)
Reporting by Ann Lee in Rome; editing by Omar Haddad
Related article: Ministers Meet in Rome Again
## Related article: Ministers Meet in Rome Again
Related posts
Read more: Ministers meet in Rome
Read more
READ: What the ministers want
Sign up for our morning newsletter and never miss a thing.
Subscribers agree to be contacted by the Daily Post and its partners.
By signing up you agree to our terms.
Subscribe to our channel
Follow us on Twitter
Share this article
Share
Facebook
12 comments
3 min read
Give your comments
Advertisement
Story continues below
Source: Daily Post > World
Original url:
https://example.org/2021/12/06/ministers-meet
desk@example.org
This article was originally published by the Daily Post.
We use cookies to make this site better.
DailyPost
Reuters
Tags: Rome, ministers
* * *
-----""".splitlines()

SENTENCES = """By Friday the ministers of Chad and Niger had left for home.
By midnight in Kiev nobody had signed.
Sources: the ministry denied it had ever met the rebels, and the army agreed with it for once.
Read more closely, the text of the treaty binds nobody.
Published figures of the ministry show 12 dead.
Published 10 days before the vote, the report blamed Moscow.
Issued 12 hours before the deadline, the warning went unheard.
Status quo powers rarely threaten war.
Photographs of the damage were shown to the Council.
Picture the border on a winter night: no lights, no guards.
Share prices fell after Moscow warned Kiev.
Related talks in Vienna broke off.
Follow-up talks are due in May.
Credit lines for Ankara were frozen by Berlin.
Comments by the minister angered Rome.
Moscow warned Kiev on December 6, 2021.
The strike killed two, Reuters reported.
The minister spoke to AFP
Vladimir Putin, NATO and the price of war
Editing the text by night, the envoys agreed on a truce.
(The ministry denied it.)
"We will talk," said Ann Lee of Reuters.
The convoy crossed the border at 10:15 p.m. on December 7, 2021.
Kremlin rejects NATO offer
Putin, Biden agree to talk again
Live fire was heard in Kyiv""".splitlines()


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize("line", SENTENCES)
def test_sentences_are_no_furniture(line: str) -> None:
    assert not is_furniture(line)


def test_spans_point_into_the_text_as_given() -> None:
    text = "Ministers meet\r\n\r\nPhoto: Ann Lee/AP\r\n\r\nThey met in\xa0Rome.\r\n\r\nRead more"
    assert [text[a:b] for a, b in furniture_spans(text)] == ["Photo: Ann Lee/AP", "Read more"]


def test_the_line_above_a_photo_credit_is_its_caption() -> None:
    text = "Ministers meet\n\nRome, the Capitol\nPhoto: Ann Lee/AP\n\nThey met in Rome."
    assert [text[a:b] for a, b in furniture_spans(text)] == ["Rome, the Capitol", "Photo: Ann Lee/AP"]


def test_a_wrapped_paragraph_holds_no_furniture() -> None:
    text = (
        "The ministers met in Rome for a third day and were shown the figures and a\n"
        "photo: it left none of them in doubt about who had fired first and who had\n"
        "source: the ministry. They went on to talk about the ships."
    )
    assert furniture_spans(text) == []
