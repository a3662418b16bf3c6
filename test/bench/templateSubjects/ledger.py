from collections import defaultdict
from dataclasses import dataclass, field

RATE = 0.2


@dataclass
class Account:
    owner: str
    balance: float = 0.0
    history: list = field(default_factory=list)

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("amount must be positive")
        self.balance += amount
        self.history.append(("deposit", amount))
        return self.balance

    def withdraw(self, amount):
        if amount > self.balance:
            return False
        self.balance -= amount
        self.history.append(("withdraw", amount))
        return True


class Ledger:
    def __init__(self, accounts=None):
        self.accounts = {}
        self.pending = []
        for account in accounts or []:
            self.accounts[account.owner] = account

    def transfer(self, source, target, amount):
        if source == target or source not in self.accounts:
            return False
        if target not in self.accounts:
            self.accounts[target] = Account(target)
        if not self.accounts[source].withdraw(amount):
            self.pending.append((source, target, amount))
            return False
        self.accounts[target].deposit(amount)
        return True

    def retry(self):
        waiting, self.pending = self.pending, []
        done = 0
        for source, target, amount in waiting:
            if self.transfer(source, target, amount):
                done += 1
        return done

    def richest(self, count=3):
        ranked = sorted(self.accounts.values(), key=lambda account: account.balance, reverse=True)
        return [account.owner for account in ranked[:count]]

    def tax(self, allowance):
        owed = {}
        for owner, account in self.accounts.items():
            taxable = max(0, account.balance - allowance)
            if taxable > 0:
                owed[owner] = round(taxable * RATE, 2)
        return owed


def by_month(entries):
    totals = defaultdict(float)
    for date, amount in entries:
        year, month, _ = date.split("-")
        totals[(int(year), int(month))] += amount
    return dict(totals)


def running_average(values, window):
    if window < 1 or not values:
        return []
    averages = []
    for i in range(len(values) - window + 1):
        chunk = values[i:i + window]
        averages.append(sum(chunk) / window)
    return averages
