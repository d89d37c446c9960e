# What is wrong with a row of an uploaded file.

problem-name-missing = The name is missing.
problem-name-too-long = The name is longer than { $most } characters.
problem-email-missing = The e-mail address is missing.
problem-email-invalid = “{ $email }” is no e-mail address.
problem-email-twice = { $email } stands in line { $first } already.
problem-member-already = { $email } is a member already.
problem-tier-missing = The tier is missing.
problem-tier-unknown = There is no tier “{ $tier }”. There are: { $known }.
problem-tier-sold-out = Only { $left } of “{ $tier }” are left.
problem-quantity-invalid = “{ $quantity }” is no number between 1 and { $most }.
problem-note-too-long = The note is too long, { $most } characters fit.
problem-too-many-cells = The row has { $cells } cells, the heading { $columns }; perhaps quotes are missing.
problem-email-other-name = { $email } is called “{ $name }” in line { $first }. Give each person an address of their own, or both rows the same name.
