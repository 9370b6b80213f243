"""What a learner knows: a model of plain numbers, without database and without network.

An answer is predicted (``prediction``), explained (``explanation``) and learnt from (``elo``);
``level`` turns the states into the mastery of a topic; ``refit`` fits the weights every night;
``replay`` runs the whole on a row of answers; ``reviews`` says when missed questions come back.
Measured figures: docs/mastery.md.
"""
