#!/usr/bin/env node
import '../dist/apps/backstep/src/main.js';
