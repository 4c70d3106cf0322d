"""Results at once, in a browser: `panal serve`. Needs `panal[serve]`.

`web` answers requests, `intake` takes what is handed in, `desk` says what is graded next and writes
down what came of it, `store` keeps all of it. What is graded is graded as everywhere (`panal.dispatch`).
"""
