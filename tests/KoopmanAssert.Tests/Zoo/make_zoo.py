"""Writes the models of the zoo into the folder models/ beside this file: make_zoo.py (needs torch, onnx and numpy)."""
import os
import exported
import handmade

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "models")
os.makedirs(folder, exist_ok=True)
exported.write(folder)
handmade.write(folder)
