print("🙂 naïve café 日本語 \x1b[31mred\x1b[0m")
