"""Te olvidas de la `Dense`. Tiene un peso por cada uno de los 24 números que le llegan y cada una de las 10 clases, y 10 sesgos."""

conv_params = 5 * 5 * 3 * 12 + 12 + 3 * 3 * 12 * 24
answer_translation = "b"
