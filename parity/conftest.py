"""What every comparison begins with."""

import pytest
import torch


@pytest.fixture(autouse=True)
def _pytorch_as_it_is() -> None:
    """Programs set PyTorch to float64 for all that follows in the process; a test begins with its float32."""
    torch.set_default_dtype(torch.float32)
