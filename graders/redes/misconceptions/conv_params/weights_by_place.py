"""Crees que cada píxel tiene sus propios pesos. Así es en una `Dense`; en una convolución el mismo kernel pasa por todos los lugares, y el dibujo corrido encuentra los mismos pesos dos píxeles más allá."""

conv_params = 5 * 5 * 3 * 12 + 12 + 3 * 3 * 12 * 24 + 24 * 10 + 10
answer_translation = "c"
