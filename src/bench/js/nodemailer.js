'use strict';

// Nodemailer's pooled transport, kept open. For each line "count" on standard input it sends so many messages of about
// 4 KB and prints the milliseconds that took.

const nodemailer = require('nodemailer');
const readline = require('readline');

const [port, connections] = process.argv.slice(2).map(Number);
const pool = nodemailer.createTransport({
  host: '127.0.0.1',
  port,
  ignoreTLS: true,
  pool: true,
  maxConnections: connections,
  maxMessages: Infinity,
});

const text = 'blood is needed, and you said that you would give. Here is where and when.\n'.repeat(10);
const html = '<p>blood is needed, and you said that you would give. Here is where and when.</p>\n'.repeat(16);
const calendar = [
  'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Savealife//EN', 'METHOD:PUBLISH', 'BEGIN:VEVENT',
  'UID:donation-1@example.org', 'DTSTAMP:20261101T120000Z', 'DTSTART:20310406T120000Z', 'SUMMARY:Blood donation',
  'LOCATION:Main street', 'END:VEVENT', 'END:VCALENDAR', '',
].join('\r\n');

function message(number) {
  const unsubscribe = `https://savealife.example/unsubscribe?token=${String(number).padStart(43, '0')}`;
  return {
    from: 'Savealife <savealife@localhost>',
    to: `donor-${number}@example.org`,
    subject: 'Ivica, give blood in Haarlem on Monday',
    text: `Dear Ivica,\n\n${text}\nUnsubscribe: ${unsubscribe}\n`,
    html: `<!DOCTYPE html><html lang="en"><body><p>Dear Ivica,</p>\n${html}<p><a href="${unsubscribe}">Unsubscribe</a></p>`,
    attachments: [{ filename: 'invite.ics', content: calendar, contentType: 'text/calendar; method=PUBLISH' }],
    headers: { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  };
}

async function send(count) {
  const start = process.hrtime.bigint();
  await Promise.all(Array.from({ length: count }, (_, number) => pool.sendMail(message(number))));
  return Number(process.hrtime.bigint() - start) / 1e6;
}

readline.createInterface({ input: process.stdin })
  .on('line', (count) => send(Number(count)).then((milliseconds) => console.log(milliseconds)))
  .on('close', () => pool.close());
