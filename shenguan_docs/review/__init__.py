"""Review of a case file (案卷评查): facts in, findings and a score out; knows neither the register nor PDF."""
