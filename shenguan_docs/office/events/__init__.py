"""业务事件: what happened, and the letters that it calls for."""
