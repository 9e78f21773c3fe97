"""Review of a case file: the facts gathered, judged by the points table, shown as 评查表, a reviewer's word beside."""
