from __future__ import annotations

import hypothesis

# A time limit per example fails on a busy machine and says nothing about the code.
hypothesis.settings.register_profile("segue", deadline=None)
hypothesis.settings.load_profile("segue")
