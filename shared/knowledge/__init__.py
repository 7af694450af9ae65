"""資料: manuals, FAQs, policies, guides. Everybody reads them; 本部 alone uploads, replaces and deletes them.

A document is read by everybody as soon as its first file is. What a new file says takes the place of the old
text in one moment, when it has been read (`files`); until then the old text stays.
"""
